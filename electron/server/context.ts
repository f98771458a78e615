import type { SessionReader } from '../core/accounts/index.ts';
import type { Clock, Commits, Log, ReadDb, ServerDb } from '../core/kernel/index.ts';
import type { AuditLink } from './audit-link.ts';
import type { Conversions } from './conversions.ts';
import type { ReadPool } from './direct-play.ts';
import type { Gate } from './gate.ts';
import type { ManagerLink } from './manager-link.ts';
import type { OpenStreams } from './open-streams.ts';
import type { Tokens } from './tokens.ts';
import type { WorkerLink } from './worker-link.ts';
import type { ServerLimits } from '../../shared/control/server.ts';

/** What the routes share, built once in `server.ts`. */
export type Context = {
  readonly version: string;
  readonly serverName: string;
  /** library.db with `manager` and `server` attached; nothing can be written through it. */
  readonly read: ReadDb;
  /** Of all three databases; asked by each request before it is answered. */
  readonly commits: Commits;
  /** server.db alone. */
  readonly write: ServerDb;
  readonly clock: Clock;
  readonly log: Log;
  readonly gate: Gate;
  readonly tokens: Tokens;
  readonly sessions: SessionReader;
  readonly streams: OpenStreams;
  readonly pool: ReadPool;
  readonly link: ManagerLink;
  readonly audit: AuditLink;
  readonly worker: WorkerLink;
  readonly conversions: Conversions;
  /** Tell the manager that a playback began or ended. */
  readonly playingChanged: () => void;
  readonly limits: ServerLimits;
  readonly artFolder: string;
  readonly cacheFolder: string;
};
