import { join } from 'node:path';
import type { CutConnection } from '../../shared/contract/incident.ts';
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

type Deps = { readonly db: ManagerDb; readonly clock: Clock; readonly instance: Instance };

type Compared = { backup: number | null; differences: readonly Difference[]; files?: FileChanges };
const comparedOf = (db: ManagerDb, { id }: Pick<Incident, 'id'>): Compared | undefined =>
  stepsDone(db, id).find(({ step }) => step === 'compare')?.detail as Compared | undefined;

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
export const connectedAt = (db: ManagerDb, { id }: Pick<Incident, 'id'>): readonly CutConnection[] | null =>
  (stepsDone(db, id).find(({ step }) => step === 'cut')?.detail['connected'] as
    readonly CutConnection[] | null | undefined) ?? null;

/** What happened, from the record, with who was cut off. @param since ms since 1970. */
export function storyOf(db: ManagerDb, incident: Incident | null, since: number): Story {
  const story = readStory(db, since);
  const connected = incident === null ? null : connectedAt(db, incident);
  if (incident === null || connected === null) return story;
  return { ...story, events: withConnections(story.events, incident.openedAt, connected) };
}

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

/** Everything that is known of an incident now. */
export function buildReport({ db, clock, instance }: Deps, incident: Incident): Report {
  const now = clock.now();
  const moment = (ms: number) => new Date(ms).toISOString();
  const story = storyOf(db, incident, storySince(db, incident, now));
  const decided = decisions(db, incident.id);
  const evidence = stepsDone(db, incident.id).find(({ step }) => step === 'evidence')?.detail as
    { file: string; sha256: string } | undefined;
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

/** Keep the report beside the evidence, for people and for programs. @returns the page's file name. */
export function writeReport(deps: Deps, data: DataFolder, incident: Incident): string {
  const report = buildReport(deps, incident);
  const name = `incident-${new Date(incident.openedAt).toISOString().slice(0, 19).replaceAll(':', '-')}Z-${incident.id.slice(0, 8)}`;
  writeFileAtomically(join(data.incidents, `${name}.md`), reportAsMarkdown(report));
  writeFileAtomically(join(data.incidents, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  return `${name}.md`;
}
