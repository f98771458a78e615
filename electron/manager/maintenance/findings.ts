import type { MaintenanceId } from '../../../shared/contract/maintenance.ts';
import type { Find, Proof, Sources } from './finding.ts';
import { builtOn, differences, ownVersion, patches, practised, rangesInUse, roomLeft } from './house.ts';
import { backupsWork, drillPassed, keptBackupsSound, keyAges } from './keeping.ts';
import { accessOfTheMonth, accountsInUse, oldPasswords, passwordAges, sessionsOpen } from './people.ts';
import { failedSignIns, lastDay } from './records.ts';
import { auditOfTheQuarter, reviewOfTheMonth } from './security.ts';

/** Tasks that Holdfast does by itself, whole: a good finding ticks them off. */
export const PROOFS = {
  'MNT-04': backupsWork,
  'MNT-09': drillPassed,
  'MNT-13': keptBackupsSound,
  'MNT-19': practised,
} satisfies Partial<Record<MaintenanceId, (sources: Sources) => Proof>>;

/** What can be said about each task; null where what it is about does not exist in this version. */
export const FINDINGS: Readonly<Record<MaintenanceId, Find | null>> = {
  'MNT-01': lastDay,
  'MNT-02': failedSignIns,
  'MNT-03': roomLeft,
  'MNT-05': ownVersion,
  'MNT-06': patches,
  'MNT-07': null,
  'MNT-08': accessOfTheMonth,
  'MNT-10': rangesInUse,
  'MNT-11': null,
  'MNT-12': accountsInUse,
  'MNT-14': oldPasswords,
  'MNT-15': reviewOfTheMonth,
  'MNT-16': builtOn,
  'MNT-17': differences,
  'MNT-18': auditOfTheQuarter,
  'MNT-20': keyAges,
  'MNT-21': passwordAges,
  'MNT-22': sessionsOpen,
  ...PROOFS,
};
