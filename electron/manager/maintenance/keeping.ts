import { SecretsUnavailable } from '../../core/kernel/index.ts';
import { counted, dayOf, DAY_MS, daysSince, type Find, type Proof, type Sources } from './finding.ts';

/** SEC-05. */
const OLD_KEY_DAYS = 90;
/** DB-05: one is made each day; two days leave room for a computer that slept. */
const FRESH_BACKUP_MS = 2 * DAY_MS;
/** MNT-13: each is read through every 30 days; the day more is for one that waits its turn. */
const PROVED_WITHIN_MS = 31 * DAY_MS;

/** MNT-04 */
export function backupsWork({ backups, now }: Sources): Proof {
  const [newest] = backups.list();
  const { problem } = backups.settings();
  const provedAt = newest?.copies.find(({ place }) => place === 'own')?.provenAt ?? null;
  const isFresh = newest !== undefined && provedAt !== null && now - newest.madeAt < FRESH_BACKUP_MS;
  return {
    text:
      newest === undefined
        ? 'There is no backup yet.'
        : `The newest backup was made ${dayOf(newest.madeAt)} and ${provedAt === null ? 'is not proved' : `proved ${dayOf(provedAt)}`}.`,
    points: [
      ...(problem === null ? [] : [`The last try failed: ${problem}`]),
      ...(newest?.copies ?? []).flatMap((copy) => (copy.problem === null ? [] : [copy.problem])),
    ],
    needsAttention: !isFresh || problem !== null,
    provedAt: isFresh && problem === null ? provedAt : null,
  };
}

/** MNT-09 */
export function drillPassed({ backups }: Sources): Proof {
  const { drilledAt, drillProblem } = backups.settings();
  return {
    text:
      drilledAt === null
        ? 'No restore was drilled yet.'
        : drillProblem === null
          ? `The drill of ${dayOf(drilledAt)} passed: a house restored from the newest backup let somebody in and showed everything.`
          : `The drill of ${dayOf(drilledAt)} failed.`,
    points: drillProblem === null ? [] : [drillProblem],
    needsAttention: drilledAt === null || drillProblem !== null,
    provedAt: drillProblem === null ? drilledAt : null,
  };
}

/** MNT-13 */
export function keptBackupsSound({ backups, now }: Sources): Proof {
  const copies = backups
    .list()
    .flatMap(({ madeAt, copies: of }) => of.map((copy) => ({ ...copy, madeAt })))
    // What is gone is no kept copy; where it is missed, a new one is made.
    .filter(({ checkedAt }) => checkedAt !== null);
  const damaged = copies.filter(({ provenAt }) => provenAt === null);
  const waiting = copies.filter(({ provenAt }) => provenAt !== null && now - provenAt >= PROVED_WITHIN_MS);
  const isSound = copies.length > 0 && damaged.length === 0 && waiting.length === 0;
  return {
    text:
      copies.length === 0
        ? 'There is no backup yet.'
        : `${copies.length - damaged.length - waiting.length} of ${counted(copies.length, 'kept copy', 'kept copies')} were read through and sound in the last 30 days.`,
    points: [
      ...damaged.map(({ madeAt, problem }) => `Of ${dayOf(madeAt)}: ${problem}`),
      ...waiting.map(({ madeAt, checkedAt }) => `Of ${dayOf(madeAt)}: last read ${dayOf(checkedAt!)}`),
    ],
    needsAttention: !isSound,
    provedAt: isSound ? now : null,
  };
}

/** MNT-20 */
export const keyAges: Find = async ({ secrets, rotations, now }) => {
  try {
    const keys = (await secrets.list()).map(({ name, createdAt }) => ({
      name,
      days: createdAt === null ? null : daysSince(createdAt, now),
      canRotate: rotations[name] !== undefined,
    }));
    const old = keys.filter(({ days, canRotate }) => canRotate && (days === null || days > OLD_KEY_DAYS));
    return {
      text:
        old.length === 0
          ? `No key that can be rotated is older than ${OLD_KEY_DAYS} days.`
          : `${counted(old.length, 'key is', 'keys are')} older than ${OLD_KEY_DAYS} days.`,
      points: keys.map(
        ({ name, days, canRotate }) =>
          `${name}: ${days === null ? 'of unknown age' : `${counted(days, 'day')} old`}${canRotate ? '' : ', cannot be rotated in this version'}`,
      ),
      needsAttention: old.length > 0,
    };
  } catch (error) {
    if (!(error instanceof SecretsUnavailable)) throw error;
    return { text: `The keys cannot be looked at. ${error.message}`, points: [], needsAttention: true };
  }
};
