/** Every secret this version keeps: a closed list, so that each can be listed, rotated and looked for. */
export const SECRET_NAMES = ['signing-key', 'data-key', 'audit-key', 'backup-identity'] as const;

/**
 * `signing-key`: 32 random bytes in base64url, signs access tokens. `data-key`: the same, seals columns of manager.db.
 * `audit-key`: the same, signs the head of the audit chain. `backup-identity`: an age X25519 identity, `AGE-SECRET-KEY-1…`.
 */
export type SecretName = (typeof SECRET_NAMES)[number];

/** How a store that is there can be unusable; `damaged` is a file of ours that no longer makes sense. */
export type SecretsState = 'locked' | 'denied' | 'absent' | 'damaged';

/** The store cannot answer; the message is one sentence for the owner. */
export class SecretsUnavailable extends Error {
  readonly state: SecretsState;
  constructor(message: string, options: ErrorOptions & { readonly state?: SecretsState } = {}) {
    super(message, options);
    this.state = options.state ?? 'damaged';
  }
}

/** Which key of a name this is. Both together, because a restored database may hold a version that was used before. */
export type SecretVersion = {
  /** From 1; 0 for what somebody put there by hand. */
  readonly version: number;
  /** ms since 1970; null when unknown. */
  readonly createdAt: number | null;
};
export type Secret = SecretVersion & { readonly value: string };
/** What may be shown of a secret. */
export type SecretInfo = SecretVersion & { readonly name: SecretName };

/** Where secrets live. Values are 43 characters (32 random bytes, SEC-07) to 1 KB; only the manager holds one of these. */
export type SecretStore = {
  /** What the store is, for status and the checklist. */
  readonly backend: 'keychain' | 'passphrase-file' | 'key-file';
  /** null means there is none; a store that cannot answer throws `SecretsUnavailable` and never leads to new keys. */
  readonly get: (name: SecretName) => Promise<string | null>;
  /** Store a first key, or one in place of a key that is lost or weak. What the old one sealed is not touched: see `rotate`. */
  readonly set: (name: SecretName, value: string) => Promise<void>;
  /** What there is, never with its value. */
  readonly list: () => Promise<readonly SecretInfo[]>;
  /**
   * Put a new key in place of the old: the new one is stored beside it, `rewrap` runs, the old one goes.
   *
   * @param rewrap one transaction that seals anew what the old key sealed, and stores which version is in use; when it
   *   throws, the old key stays. A crash on the way is settled by that stored version, see `settle`.
   */
  readonly rotate: (
    name: SecretName,
    make: () => string | Promise<string>,
    rewrap: (next: Secret, old: Secret | null) => void,
  ) => Promise<void>;
  /**
   * Tell the store where to read which version the database uses, before anything is read or rotated. A rotation that was
   * cut off is finished when the database has the new version, and dropped when it has not.
   */
  readonly settle: (inUse: (name: SecretName) => SecretVersion | null) => void;
  /** Safe to repeat. */
  readonly delete: (name: SecretName) => Promise<void>;
};
