import type { Output } from '../../shared/contract/index.ts';
import type { ManagerDb } from '../core/kernel/index.ts';
import { RELEASED } from './released.ts';

type Part = Output<'system.about'>['parts'][number];

/** What Holdfast is made of here, with the day each part was published where that is known without asking anybody. */
export function partsOf(facts: {
  readonly db: ManagerDb;
  readonly version: string;
  /** As it calls itself; null when there is none. */
  readonly ffmpeg: string | null;
  readonly versions: Readonly<Record<string, string | undefined>>;
}): Part[] {
  const { electron, node } = facts.versions;
  // Within the app this process is Electron; what faces the network runs on the Node that is packed beside it.
  const runtime = electron === undefined ? node! : RELEASED.node.version;
  const published = (part: keyof typeof RELEASED, version: string) =>
    RELEASED[part].version === version ? RELEASED[part].on : null;
  const sqlite = facts.db
    .prepare<[], { version: string; source: string }>('SELECT sqlite_version() version, sqlite_source_id() source')
    .get()!;
  return [
    { name: 'Holdfast', version: facts.version, publishedOn: null },
    ...(electron === undefined
      ? []
      : [{ name: 'Electron', version: electron, publishedOn: published('electron', electron) }]),
    { name: 'Node', version: runtime, publishedOn: published('node', runtime) },
    // Its source id begins with the day it was checked in (sqlite.org/c3ref/c_source_id.html).
    { name: 'SQLite', version: sqlite.version, publishedOn: /^\d{4}-\d\d-\d\d/.exec(sqlite.source)?.[0] ?? null },
    ...(facts.ffmpeg === null ? [] : [{ name: 'ffmpeg', version: facts.ffmpeg, publishedOn: null }]),
  ];
}
