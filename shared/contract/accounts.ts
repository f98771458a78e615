/** Who may enter and what they may see. */
import { Type } from 'typebox';
import { Id, Moment, Role } from '../lan/schemas.ts';
import { method } from './method.ts';

const Name = Type.String({ minLength: 1, maxLength: 64 });
const Password = Type.String({ minLength: 1, maxLength: 4096 });

export const accounts = {
  'accounts.list': method({
    summary: 'Every account with its role and grants',
    input: Type.Object({}),
    output: Type.Object({
      accounts: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          role: Role,
          disabled: Type.Boolean(),
          createdAt: Moment,
          passwordChangedAt: Moment,
          mustChangePassword: Type.Boolean({ description: 'the password opens nothing but the form for a new one' }),
          lastSeenAt: Type.Union([Moment, Type.Null()], { description: 'null: never signed in' }),
          sessions: Type.Integer({ description: 'devices it is signed in on' }),
          libraries: Type.Array(Id, { description: 'granted libraries; the owner sees all without a grant' }),
        }),
      ),
    }),
    failures: [],
  }),
  'accounts.create': method({
    summary: 'Add a person; sees nothing until libraries are granted',
    input: Type.Object({
      name: Name,
      password: Password,
      role: Type.Optional(Role),
      libraries: Type.Optional(Type.Array(Id, { maxItems: 256 })),
      mustChangePassword: Type.Optional(
        Type.Boolean({ description: 'the first sign-in asks for a password only this person knows' }),
      ),
    }),
    output: Type.Object({ id: Id }),
    failures: ['weak-password', 'bad-name', 'no-such-library'],
  }),
  'accounts.rename': method({
    summary: 'Give an account another name; its sessions and history stay',
    input: Type.Object({ id: Id, name: Name }),
    output: Type.Object({}),
    failures: ['no-such-account', 'bad-name'],
  }),
  'accounts.setGrants': method({
    summary: 'Set exactly which libraries an account sees',
    input: Type.Object({ id: Id, libraries: Type.Array(Id, { maxItems: 256 }) }),
    output: Type.Object({}),
    failures: ['no-such-account', 'no-such-library'],
  }),
  'accounts.setRole': method({
    summary: 'Change a role; ends the sessions of that account',
    input: Type.Object({ id: Id, role: Role, newPassword: Type.Optional(Password) }),
    output: Type.Object({}),
    failures: ['no-such-account', 'last-owner', 'weak-password'],
  }),
  'accounts.setDisabled': method({
    summary: 'Suspend or readmit an account; suspending ends its sessions',
    input: Type.Object({ id: Id, disabled: Type.Boolean() }),
    output: Type.Object({}),
    failures: ['no-such-account', 'last-owner'],
  }),
  'accounts.remove': method({
    summary: 'Delete an account and its grants',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    failures: ['no-such-account', 'last-owner'],
  }),
  'accounts.resetPassword': method({
    summary: 'Give an account a new password; ends its sessions (only here, never over the network)',
    input: Type.Object({
      id: Id,
      password: Password,
      once: Type.Optional(
        Type.Boolean({ description: 'good for one sign-in, which asks for a password only this person knows' }),
      ),
    }),
    output: Type.Object({}),
    failures: ['no-such-account', 'weak-password'],
  }),
  'accounts.demandPasswordChange': method({
    summary: 'Ask an account for a new password at its next sign-in; ends its sessions',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    failures: ['no-such-account'],
  }),
  'accounts.sessions': method({
    summary: 'Where people are signed in, last used first; of one account, or of everybody when no id is given',
    input: Type.Object({ id: Type.Optional(Id) }),
    output: Type.Object({
      sessions: Type.Array(
        Type.Object({
          id: Id,
          accountId: Id,
          device: Type.String(),
          address: Type.String(),
          createdAt: Moment,
          lastSeenAt: Moment,
          expiresAt: Moment,
        }),
      ),
    }),
    failures: ['no-such-account'],
  }),
  'accounts.endSession': method({
    summary: 'Sign one device out; what it plays stops',
    input: Type.Object({ sessionId: Id }),
    output: Type.Object({}),
    failures: ['no-such-session'],
  }),
  'accounts.signOutEverywhere': method({
    summary: 'End every session of one account, or of everybody when no id is given',
    input: Type.Object({ id: Type.Optional(Id) }),
    output: Type.Object({}),
    failures: ['no-such-account'],
  }),
};
