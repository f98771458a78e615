/** Who may enter and what they may see. */
import { Type } from 'typebox';
import { Id, Role } from '../lan/schemas.ts';
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
    }),
    output: Type.Object({ id: Id }),
    failures: ['weak-password', 'bad-name', 'no-such-library'],
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
    input: Type.Object({ id: Id, password: Password }),
    output: Type.Object({}),
    failures: ['no-such-account', 'weak-password'],
  }),
  'accounts.signOutEverywhere': method({
    summary: 'End every session of one account, or of everybody when no id is given',
    input: Type.Object({ id: Type.Optional(Id) }),
    output: Type.Object({}),
    failures: ['no-such-account'],
  }),
};
