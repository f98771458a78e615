/** The secrets this version keeps. */
export type SecretName = 'signing-key' | 'data-key' | 'audit-key' | 'backup-identity';

/** The store is there and cannot be used; the message is one sentence for the owner. */
export class SecretsUnavailable extends Error {}

/** Where secrets live. Values are at most 1 KB; only the manager holds one of these. */
export type SecretStore = {
  /** What the store is, for status and the checklist. */
  readonly backend: 'keychain' | 'passphrase-file' | 'key-file';
  /** null means there is none; a store that cannot answer throws `SecretsUnavailable` and never leads to new keys. */
  readonly get: (name: SecretName) => Promise<string | null>;
  readonly set: (name: SecretName, value: string) => Promise<void>;
};
