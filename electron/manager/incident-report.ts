import { join } from 'node:path';
import type { CutConnection, LockStep } from '../../shared/contract/incident.ts';
import type { BackupRow } from '../core/backups/index.ts';
import { auditOf } from '../core/audit/index.ts';
import {
  accountsOnRecord,
  decisions,
  findExposure,
  findSuspicion,
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
  STORY_MS,
  type Story,
  type StoryQuestion,
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
import { provenAt } from './backup-places.ts';
import { withLibrary } from './read-sessions.ts';

/** So many of the newest events are kept with the report; all of them are in its file and in the evidence. */
const MOST_KEPT = 2_000;

type Deps = { readonly db: ManagerDb; readonly clock: Clock; readonly instance: Instance };

/** What the journal keeps of the step; without `isBefore` by an earlier version, which took the newest backup. */
type Compared = {
  readonly backup: number | null;
  readonly isBefore?: boolean;
  readonly differences: readonly Difference[];
  readonly files?: FileChanges;
};
const comparedOf = (db: ManagerDb, incident: Pick<Incident, 'id'>): Compared | undefined =>
  doneDetail(db, incident, 'compare') as Compared | undefined;

/** What the comparison found; null while it was not done, or when there was no backup. */
export function foundDifferences(
  db: ManagerDb,
  incident: Pick<Incident, 'id'>,
): { readonly madeAt: number; readonly isBefore: boolean; readonly differences: readonly Difference[] } | null {
  const detail = comparedOf(db, incident);
  return detail === undefined || detail.backup === null
    ? null
    : { madeAt: detail.backup, isBefore: detail.isBefore ?? true, differences: detail.differences };
}

/**
 * Accounts made or changed since a moment, by the record; null where a backup from before it began shows them, or while
 * none was looked for. @param since ms since 1970.
 */
export function foundOnRecord(db: ManagerDb, incident: Incident, since: number): readonly Difference[] | null {
  const detail = comparedOf(db, incident);
  if (detail === undefined || (detail.backup !== null && detail.isBefore !== false)) return null;
  return accountsOnRecord(db, since, incident.openedAt);
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

/** The moment a story is about, ms since 1970: when the house was closed, or now. */
const momentOf = (incident: Pick<Incident, 'openedAt'> | null, now: number): number => incident?.openedAt ?? now;

/** When the timeline of an incident begins unless another moment is asked for: a week before the closing; ms since 1970. */
export const storySince = (incident: Incident | null, now: number): number => momentOf(incident, now) - STORY_MS;

/**
 * What happened, also what a restore took from the record: it goes back to the entries of then, so up to the restore the
 * timeline is the one that was kept with the report.
 */
function recordedStory(db: ManagerDb, incident: Incident | null, asked: StoryQuestion): Story {
  const now = readStory(db, asked);
  const kept = incident === null ? undefined : keptStory(db, incident);
  if (kept === undefined) return now;
  const first = kept.events.at(0)?.at ?? asked.since;
  const last = kept.events.at(-1)?.at ?? asked.since;
  return {
    ...now,
    ...kept,
    events: [
      ...now.events.filter(({ at }) => at < first),
      ...kept.events.filter(({ at }) => at >= asked.since),
      ...now.events.filter(({ at }) => at > last),
    ],
    seen: kept.seen.filter(({ lastAt }) => lastAt >= asked.since),
  };
}

/** The timeline of before a restore; undefined: nothing was restored since the closing. */
function keptStory(db: ManagerDb, incident: Incident): Story | undefined {
  const isRestored = auditOf(db, ['backup.restored'], incident.openedAt).length > 0;
  return isRestored ? (doneDetail(db, incident, 'report')?.['story'] as Story | undefined) : undefined;
}

/** The same with who was cut off. @param since ms since 1970. */
export function wholeStory(db: ManagerDb, incident: Incident | null, since: number, now: number): Story {
  const story = recordedStory(db, incident, { since, of: momentOf(incident, now) });
  const connected = incident === null ? null : connectedAt(db, incident);
  if (incident === null || connected === null) return story;
  return { ...story, events: withConnections(story.events, incident.openedAt, connected) };
}

/** When it probably began, by the record of 30 days; null: nothing suspicious is on it. */
export function whenItBegan(db: ManagerDb, incident: Incident | null, now: number): number | null {
  const kept = incident === null ? undefined : keptStory(db, incident);
  return kept === undefined ? findSuspicion(db, momentOf(incident, now)).began : kept.began;
}

/**
 * Only a backup from before this moment can be from before somebody was in; ms since 1970.
 *
 * @param began when it began; null: nobody knows, so any from before the closing may do.
 */
export const beforeIt = (began: number | null, incident: Pick<Incident, 'openedAt'> | null, now: number): number =>
  Math.min(began ?? Number.POSITIVE_INFINITY, momentOf(incident, now));

/**
 * The backup to compare with: the newest proved one from before it began. Where there is none, the oldest from before the
 * closing, which shows the most and may hold what somebody changed.
 *
 * @param backups newest first. @param before as `beforeIt` says. @param closedAt ms since 1970.
 */
export function toCompareWith(
  backups: readonly BackupRow[],
  before: number,
  closedAt: number,
): { readonly backup: BackupRow; readonly isBefore: boolean } | null {
  const proved = backups.filter((backup) => backup.madeAt < closedAt && provenAt(backup, 'own') !== null);
  const good = proved.find(({ madeAt }) => madeAt < before);
  const oldest = proved.at(-1);
  if (good !== undefined) return { backup: good, isBefore: true };
  return oldest === undefined ? null : { backup: oldest, isBefore: false };
}

const doneDetail = (db: ManagerDb, { id }: Pick<Incident, 'id'>, step: LockStep) =>
  stepsDone(db, id).find((one) => one.step === step)?.detail;

/** Everything that is known of an incident now. */
export function buildReport({ db, clock, instance }: Deps, incident: Incident): Report {
  const now = clock.now();
  const moment = (ms: number) => new Date(ms).toISOString();
  const began = whenItBegan(db, incident, now);
  const since = Math.min(storySince(incident, now), began ?? now);
  const story = wholeStory(db, incident, since, now);
  const found = [...(foundDifferences(db, incident)?.differences ?? []), ...(foundOnRecord(db, incident, since) ?? [])];
  const decided = decisions(db, incident.id);
  const evidence = doneDetail(db, incident, 'evidence') as { file: string; sha256: string } | undefined;
  return {
    format: 1,
    serverName: readHouse(db).serverName,
    madeAt: moment(now),
    incident: incidentState(db, incident, { running: null, mistakeUntil: null }),
    evidence: evidence === undefined ? null : { file: evidence.file, sha256: evidence.sha256 },
    differences: found.map(({ key, what, about, text }) => ({
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
  const story = recordedStory(deps.db, incident, { since: 0, of: incident.openedAt });
  return { file: `${name}.md`, story: { ...story, events: story.events.slice(-MOST_KEPT) } };
}
