/** The secrets this version keeps. */
export type SecretName = 'signing-key';

/** Where secrets live. Values are at most 1 KB; only the manager holds one of these. */
export type SecretStore = {
  /** What the store is, for status and the checklist. */
  readonly backend: 'keychain' | 'passphrase-file' | 'key-file';
  /** null means there is none; a store that cannot answer throws and never leads to new keys. */
  readonly get: (name: SecretName) => Promise<string | null>;
  readonly set: (name: SecretName, value: string) => Promise<void>;
};
