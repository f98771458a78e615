import type { Output } from '../../shared/contract/index.ts';
import type { PractisedStep } from '../../shared/contract/incident.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { auditOf, record } from '../core/audit/index.ts';
import { changedTables, fingerprint } from '../core/incident/index.ts';
import type { Clock, Instance, ManagerDb } from '../core/kernel/index.ts';
import type { Vault } from './vault-thread.ts';

/** Close and reopen a copy of a house, beside it. @param signal ends it and the copy at once. */
export type Practise = (
  live: Instance,
  vault: Vault,
  signal: AbortSignal,
  onStep: (step: PractisedStep) => void,
) => Promise<Result<null, 'practice-failed' | 'stopped'>>;
type Practised = { readonly steps: PractisedStep[]; readonly unchanged: boolean };

/** Practices of a closing (INC-14): one at a time, on a copy, and the house itself is compared before and after. */
export function createPractices(deps: {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly practise: Practise;
  readonly mayPractise: () => boolean;
  readonly changed: () => void;
}) {
  const { db, instance, clock, vault, practise, mayPractise, changed } = deps;
  let practising = new AbortController();
  /** What the practice that runs has done so far; null when none runs. */
  let practised: PractisedStep[] | null = null;

  async function run(
    actor: string,
  ): Promise<Result<Practised, 'house-closed' | 'practice-failed' | 'stopped' | 'live-changed'>> {
    if (!mayPractise()) return fail('house-closed', 'The house is closed: this is no time to practise.');
    if (practised !== null) return fail('stopped', 'A practice is running already.');
    const steps: PractisedStep[] = [];
    practised = steps;
    changed();
    try {
      const { signal } = practising;
      const before = fingerprint(instance.data, instance.files);
      const onStep = (step: PractisedStep) => {
        steps.push(step);
        changed();
      };
      const done = await practise(instance, vault, signal, onStep);
      if (!db.open) return fail('stopped', 'The practice was stopped.');
      const touched = signal.aborted ? [] : changedTables(before, fingerprint(instance.data, instance.files));
      const isGood = done.ok && touched.length === 0;
      record(db, { at: clock.now(), actor, event: 'incident.practised', detail: { passed: isGood } });
      changed();
      if (!done.ok) return done;
      if (touched.length > 0)
        return fail('live-changed', `The practice went well, but the house itself changed meanwhile (${touched.join(', ')}). If that was not you or somebody at home, look at Activity; then practise again.`); // prettier-ignore
      return ok({ steps, unchanged: true });
    } finally {
      practised = null;
      changed();
    }
  }

  function last(): Output<'incident.practice'> {
    const entry = auditOf(db, ['incident.practised'], 0).at(-1);
    if (entry === undefined) return { running: practised, last: null };
    const { passed } = JSON.parse(entry.detail) as { passed: boolean };
    return { running: practised, last: { at: new Date(entry.at).toISOString(), isPassed: passed } };
  }

  return {
    run,
    /** The one that runs, step by step, and how the last one went. */
    last,
    /** End the one that runs, and its copy, at once. */
    end(): void {
      practising.abort();
      practising = new AbortController();
    },
  };
}
