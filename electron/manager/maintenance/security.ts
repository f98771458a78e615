import { acceptedRisks, CHECKS, lastRun, listStates, titleOf, type State } from '../../core/checklist/index.ts';
import { counted, dayOf, DAY_MS, type Find, type Finding, type Sources } from './finding.ts';

const MONTH_DAYS = 30;
const QUARTER_DAYS = 91;
/** Worst first. */
const OPEN: readonly State[] = ['fail', 'warn', 'unknown'];

/** What the last run of the checks found, beside the one some time before. */
function lastLook({ db, now }: Sources, days: number): Finding {
  const last = lastRun(db, now);
  if (last === null) return { text: 'The checks did not run yet.', points: [], needsAttention: true };
  const earlier = lastRun(db, now - days * DAY_MS);
  const states = listStates(db);
  const accepted = acceptedRisks(db, now);
  const open = CHECKS.flatMap((check) => {
    const newest = states.get(check.id)?.[0];
    const isOpen = newest !== undefined && newest.state !== 'pass' && !accepted.has(check.id);
    return isOpen ? [{ title: titleOf(check, newest.state), state: newest.state, evidence: newest.evidence }] : [];
  }).toSorted((a, b) => OPEN.indexOf(a.state) - OPEN.indexOf(b.state));
  const failed = open.filter(({ state }) => state === 'fail').length;
  const before = earlier === null ? '' : `, after ${earlier.score} on ${dayOf(earlier.at)}`;
  const risks = accepted.size === 0 ? '' : `, ${counted(accepted.size, 'risk is', 'risks are')} accepted`;
  return {
    text: `The checks of ${dayOf(last.at)} gave ${last.score} of 100${before}: ${failed} failed, ${counted(open.length - failed, 'other is', 'others are')} open${risks}.`,
    points: open.map(({ title, evidence }) => `${title}. ${evidence}`),
    needsAttention: open.length > 0,
  };
}

/** MNT-15 */
export const reviewOfTheMonth: Find = (sources) => lastLook(sources, MONTH_DAYS);

/** MNT-18 */
export const auditOfTheQuarter: Find = async (sources) => {
  const { entries, broken } = await sources.verifyAudit();
  const look = lastLook(sources, QUARTER_DAYS);
  const records =
    broken === null
      ? `The records are whole: ${counted(entries, 'entry', 'entries')}.`
      : `The records were tampered with at entry ${broken.seq}. Close the house, and ask who could write to this computer.`;
  return { ...look, text: `${records} ${look.text}`, needsAttention: look.needsAttention || broken !== null };
};
