import { record } from '../core/audit/index.ts';
import { databaseProblem, type Clock, type Log, type ManagerDb } from '../core/kernel/index.ts';

type Deps = { readonly db: ManagerDb; readonly clock: Clock; readonly log: Log };

/** Put a start on the record, and with another version than the last one that it was updated (INC-05). */
export function recordStart(deps: Deps, version: string): void {
  const last = deps.db
    .prepare<[], string | null>(
      "SELECT detail ->> '$.version' FROM audit WHERE event = 'system.started' AND json_valid(detail) ORDER BY seq DESC LIMIT 1",
    )
    .pluck()
    .get();
  const from = last == null || last === version ? null : last;
  recordIfItFits(deps, 'system.started', { version, from });
}

/** Put on the record that a process ended without being asked to. */
export const recordCrash = (deps: Deps, part: 'server' | 'worker'): void =>
  recordIfItFits(deps, 'system.crashed', { part });

/** With a full disk the house starts and is closed all the same; then the log alone has it. */
function recordIfItFits({ db, clock, log }: Deps, event: string, detail: Record<string, unknown>): void {
  if (!db.open) return;
  try {
    record(db, { at: clock.now(), actor: 'holdfast', event, detail });
  } catch (error) {
    if (databaseProblem(error) === null) throw error;
    log.error('system.not-recorded', { event, error });
  }
}
