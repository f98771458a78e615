import { join } from 'node:path';
import { auditOf } from '../core/audit/index.ts';
import {
  decisions,
  incidentState,
  NOT_LOOKED_AT,
  readStory,
  reportAsMarkdown,
  stepsDone,
  type Difference,
  type Incident,
  type Report,
} from '../core/incident/index.ts';
import { readHouse, writeFileAtomically, type Clock, type DataFolder, type ManagerDb } from '../core/kernel/index.ts';

/** With no backup to begin at, the story begins so long before the closing: a week. */
const STORY_MS = 7 * 86_400_000;

type Deps = { readonly db: ManagerDb; readonly clock: Clock };

/** What the comparison found; null while it was not done, or when there was no backup. */
export function foundDifferences(
  db: ManagerDb,
  incident: Pick<Incident, 'id'>,
): { readonly madeAt: number; readonly differences: readonly Difference[] } | null {
  const detail = stepsDone(db, incident.id).find(({ step }) => step === 'compare')?.detail as
    { backup: number | null; differences: readonly Difference[] } | undefined;
  return detail === undefined || detail.backup === null
    ? null
    : { madeAt: detail.backup, differences: detail.differences };
}

/** When the story of an incident begins: at the last good backup, or a week before it; ms since 1970. */
export const storySince = (db: ManagerDb, incident: Incident | null, now: number): number =>
  (incident === null ? null : foundDifferences(db, incident)?.madeAt) ?? (incident?.openedAt ?? now) - STORY_MS;

/** Everything that is known of an incident now. */
export function buildReport({ db, clock }: Deps, incident: Incident): Report {
  const now = clock.now();
  const moment = (ms: number) => new Date(ms).toISOString();
  const story = readStory(db, storySince(db, incident, now));
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
