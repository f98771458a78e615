import { join } from 'node:path';
import type { CutConnection, LockStep } from '../../shared/contract/incident.ts';
import { auditOf } from '../core/audit/index.ts';
import {
  decisions,
  findExposure,
  incidentState,
  NOT_LOOKED_AT,
  readStory,
  reportAsMarkdown,
  stepsDone,
  withConnections,
  type Difference,
  type Exposure,
  type FileChanges,
  type Incident,
  type Report,
  type Story,
} from '../core/incident/index.ts';
import {
  databaseProblem,
  readHouse,
  writeFileAtomically,
  type Clock,
  type DataFolder,
  type Instance,
  type ManagerDb,
} from '../core/kernel/index.ts';
import { withLibrary } from './read-sessions.ts';

/** With no backup to begin at, the story begins so long before the closing: a week. */
const STORY_MS = 7 * 86_400_000;

/** So many of the newest events are kept with the report; all of them are in its file and in the evidence. */
const MOST_KEPT = 2_000;

type Deps = { readonly db: ManagerDb; readonly clock: Clock; readonly instance: Instance };

type Compared = { backup: number | null; differences: readonly Difference[]; files?: FileChanges };
const comparedOf = (db: ManagerDb, incident: Pick<Incident, 'id'>): Compared | undefined =>
  doneDetail(db, incident, 'compare') as Compared | undefined;

/** What the comparison found; null while it was not done, or when there was no backup. */
export function foundDifferences(
  db: ManagerDb,
  incident: Pick<Incident, 'id'>,
): { readonly madeAt: number; readonly differences: readonly Difference[] } | null {
  const detail = comparedOf(db, incident);
  return detail === undefined || detail.backup === null
    ? null
    : { madeAt: detail.backup, differences: detail.differences };
}

/** Files that are not as they were; null while they were not looked at. */
export const foundFiles = (db: ManagerDb, incident: Pick<Incident, 'id'>): FileChanges | null =>
  comparedOf(db, incident)?.files ?? null;

/** Who was cut off; null: nothing was listening, or nobody can tell. */
export const connectedAt = (db: ManagerDb, incident: Pick<Incident, 'id'>): readonly CutConnection[] | null =>
  (doneDetail(db, incident, 'cut')?.['connected'] as readonly CutConnection[] | null | undefined) ?? null;

/** What data was within reach; null while a database cannot be read. @param lockedAt ms since 1970. */
export function exposureOf(instance: Instance, lockedAt: number | null): Exposure | null {
  try {
    return withLibrary(instance, (read) => findExposure(read, lockedAt));
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    return null;
  }
}

/** When the story of an incident begins: at the last good backup, or a week before it; ms since 1970. */
export const storySince = (db: ManagerDb, incident: Incident | null, now: number): number =>
  (incident === null ? null : foundDifferences(db, incident)?.madeAt) ?? (incident?.openedAt ?? now) - STORY_MS;

/**
 * What happened, also what a restore took from the record: it goes back to the entries of then, so up to the restore the
 * timeline is the one that was kept with the report.
 */
function recordedStory(db: ManagerDb, incident: Incident | null, since: number): Story {
  const now = readStory(db, since);
  const kept = incident === null ? undefined : (doneDetail(db, incident, 'report')?.['story'] as Story | undefined);
  const isRestored = incident !== null && auditOf(db, ['backup.restored'], incident.openedAt).length > 0;
  if (kept === undefined || !isRestored) return now;
  const last = kept.events.at(-1)?.at ?? since;
  return { ...kept, events: [...kept.events, ...now.events.filter(({ at }) => at > last)] };
}

/** The same with who was cut off. */
export function wholeStory(db: ManagerDb, incident: Incident | null, since: number): Story {
  const story = recordedStory(db, incident, since);
  const connected = incident === null ? null : connectedAt(db, incident);
  if (incident === null || connected === null) return story;
  return { ...story, events: withConnections(story.events, incident.openedAt, connected) };
}

const doneDetail = (db: ManagerDb, { id }: Pick<Incident, 'id'>, step: LockStep) =>
  stepsDone(db, id).find((one) => one.step === step)?.detail;

/** Everything that is known of an incident now. */
export function buildReport({ db, clock, instance }: Deps, incident: Incident): Report {
  const now = clock.now();
  const moment = (ms: number) => new Date(ms).toISOString();
  const story = wholeStory(db, incident, storySince(db, incident, now));
  const decided = decisions(db, incident.id);
  const evidence = doneDetail(db, incident, 'evidence') as { file: string; sha256: string } | undefined;
  return {
    format: 1,
    serverName: readHouse(db).serverName,
    madeAt: moment(now),
    incident: incidentState(db, incident, { running: null, mistakeUntil: null }),
    evidence: evidence === undefined ? null : { file: evidence.file, sha256: evidence.sha256 },
    differences: (foundDifferences(db, incident)?.differences ?? []).map(({ key, what, about, text }) => ({
      key,
      what,
      about,
      text,
      decision: decided.get(key)?.decision ?? null,
      decidedBy: decided.get(key)?.actor ?? null,
    })),
    story: story.events.map((event) => ({ ...event, at: moment(event.at) })),
    addresses: story.addresses,
    connected: connectedAt(db, incident),
    files: foundFiles(db, incident),
    exposure: exposureOf(instance, incident.openedAt),
    reopened: reopenings(db, incident),
    notLookedAt: NOT_LOOKED_AT,
  };
}

function reopenings(db: ManagerDb, { id, openedAt }: Incident): Report['reopened'] {
  return auditOf(db, ['incident.reopened', 'incident.released', 'incident.mistake'], openedAt)
    .map((entry) => ({
      ...entry,
      detail: JSON.parse(entry.detail) as { id?: string; stage?: string; override?: string },
    }))
    .filter(({ detail }) => detail.id === id)
    .map(({ at, actor, event, detail }) => ({
      at: new Date(at).toISOString(),
      stage: event === 'incident.mistake' ? 'as a mistake' : (detail.stage ?? 'home'),
      by: actor,
      override: detail.override ?? null,
    }));
}

/**
 * Keep the report beside the evidence, for people and for programs.
 *
 * @returns the page's file name, and the timeline, which a restore would take from the record.
 */
export function writeReport(
  deps: Deps,
  data: DataFolder,
  incident: Incident,
): { readonly file: string; readonly story: Story } {
  const report = buildReport(deps, incident);
  const name = `incident-${new Date(incident.openedAt).toISOString().slice(0, 19).replaceAll(':', '-')}Z-${incident.id.slice(0, 8)}`;
  writeFileAtomically(join(data.incidents, `${name}.md`), reportAsMarkdown(report));
  writeFileAtomically(join(data.incidents, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  const story = recordedStory(deps.db, incident, storySince(deps.db, incident, deps.clock.now()));
  return { file: `${name}.md`, story: { ...story, events: story.events.slice(-MOST_KEPT) } };
}
