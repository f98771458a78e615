/** The keys Holdfast keeps: what there is, where, how old, and a new one in place of an old one. Never the keys themselves. */
import { Type, type Static } from 'typebox';
import { Moment } from '../lan/schemas.ts';
import { method } from './method.ts';

export const SecretName = Type.Union([
  Type.Literal('signing-key', { description: 'signs the tokens of sessions' }),
  Type.Literal('data-key', { description: 'seals what is secret in the database' }),
  Type.Literal('audit-key', { description: 'signs the audit' }),
  Type.Literal('backup-identity', { description: 'opens backups' }),
]);
export type SecretName = Static<typeof SecretName>;

export const secrets = {
  'secrets.list': method({
    summary: 'The keys there are, by name and age, and where they are kept; never the keys',
    input: Type.Object({}),
    output: Type.Object({
      backend: Type.Union([
        Type.Literal('keychain'),
        Type.Literal('passphrase-file'),
        Type.Literal('key-file', { description: 'only this user can read it, and so can who copies the home folder' }),
      ]),
      secrets: Type.Array(
        Type.Object({
          name: SecretName,
          version: Type.Integer({ description: '0 for a key somebody put there by hand' }),
          createdAt: Type.Union([Moment, Type.Null()]),
          ageDays: Type.Union([Type.Integer(), Type.Null()]),
          effectOfRotating: Type.Union([Type.String(), Type.Null()], { description: 'null: it cannot be rotated yet' }),
        }),
      ),
    }),
    failures: ['locked', 'denied', 'absent', 'damaged'],
  }),
  'secrets.rotate': method({
    summary: 'Put a new key in place of an old one; the list says what that does',
    input: Type.Object({ name: SecretName }),
    output: Type.Object({ version: Type.Integer() }),
    failures: ['not-rotatable', 'locked', 'denied', 'absent', 'damaged'],
  }),
};
