/**
 * Messages between manager and server, over Node's child-process channel. Both ends are ours and of one version, so
 * messages are typed and not parsed; what a LAN client could have put into one is checked by its handler.
 */
import type { AccessRule } from '../contract/setup.ts';
import type { ProcessUsage } from './usage.ts';

export type NetworkPolicy = {
  readonly access: AccessRule;
  readonly hostNames: readonly string[];
};

/** Beside its processor and memory, the bytes it has sent to clients since its start. */
export type ServerUsage = ProcessUsage & { readonly sentBytes: number };

export type ServerLimits = {
  /** HTTP-17: sockets one address may hold, and all together. */
  readonly socketsPerAddress: number;
  readonly socketsInAll: number;
  /** MED-10. */
  readonly streams: number;
  /** HTTP-08: requests a minute per address without a session. */
  readonly requestsPerMinute: number;
  /** Requests a minute per session. */
  readonly sessionRequestsPerMinute: number;
};

export type ServerStart = {
  readonly kind: 'start';
  readonly version: string;
  readonly serverName: string;
  readonly port: number;
  /** Listen on this address alone (and loopback); null means every private address. */
  readonly host: string | null;
  readonly permit: string;
  readonly generation: string;
  readonly files: { readonly managerDb: string; readonly serverDb: string; readonly libraryDb: string };
  readonly artFolder: string;
  /** What the worker encoded lies below it; `core/streaming` names the places. */
  readonly cacheFolder: string;
  readonly signingKey: string;
  readonly worker: { readonly socket: string; readonly token: string };
  readonly network: NetworkPolicy;
  readonly limits: ServerLimits;
};

export type ToServer =
  | ServerStart
  | { readonly kind: 'network'; readonly network: NetworkPolicy }
  /** Sessions may have ended: cut the streams of those that did. */
  | { readonly kind: 'sessions-changed' }
  | { readonly kind: 'server-name'; readonly serverName: string }
  /** Answered by `measured`. */
  | { readonly kind: 'measure' }
  /** The owner ends this playback. */
  | { readonly kind: 'stop-playback'; readonly id: string }
  | { readonly kind: 'ban-lifted'; readonly address: string }
  /** The owner shuts addresses out until then, ms since 1970. */
  | { readonly kind: 'ban'; readonly addresses: readonly string[]; readonly until: number }
  /** Tokens are signed and checked with this one from now on; every older one is refused. */
  | { readonly kind: 'signing-key'; readonly signingKey: string }
  | { readonly kind: 'lock-down' }
  | { readonly kind: 'drain' }
  /** These notes of `audit_outbox` are in the chain; forget them. */
  | { readonly kind: 'audit-chained'; readonly ids: readonly string[] }
  | { readonly kind: 'answer'; readonly id: number; readonly outcome: CredentialOutcome };

/** What came of a LAN client's wish to change its credential. */
export type CredentialOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'weak'; readonly reasons: readonly string[] };

/** The closed list of what the LAN may ask the manager to change. The manager checks the proof itself. */
export type CredentialRequest =
  | { readonly kind: 'credential.change'; readonly accountId: string; readonly current: string; readonly next: string }
  | { readonly kind: 'credential.rehash'; readonly accountId: string; readonly password: string };

export type FromServer =
  | { readonly kind: 'migrated' }
  | { readonly kind: 'listening'; readonly addresses: readonly string[]; readonly port: number }
  | { readonly kind: 'stays-closed'; readonly message: string }
  | { readonly kind: 'failed'; readonly code: 'port-taken' | 'database' | 'weak-key'; readonly message: string }
  | {
      readonly kind: 'locked-down';
      readonly sockets: number;
      /** Who they belonged to. */
      readonly clients: readonly { readonly address: string; readonly sockets: number }[];
    }
  | { readonly kind: 'measured'; readonly usage: ServerUsage }
  /** A playback began or ended; which ones there are stands in server.db. */
  | { readonly kind: 'playing-changed' }
  /** There are notes in `audit_outbox`; the manager reads them there. */
  | { readonly kind: 'audit-waiting' }
  | { readonly kind: 'request'; readonly id: number; readonly request: CredentialRequest };
