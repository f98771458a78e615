import type { Check } from './check.ts';
import { ACCOUNTS } from './checks/accounts.ts';
import { BACKUPS } from './checks/backups.ts';
import { COMPUTER } from './checks/computer.ts';
import { EMERGENCY } from './checks/emergency.ts';
import { GUEST } from './checks/guest.ts';
import { KEYS } from './checks/keys.ts';
import { MEDIA } from './checks/media.ts';
import { NETWORK } from './checks/network.ts';
import { RECORDS } from './checks/records.ts';
import { WEB } from './checks/web.ts';

/** Every check there is, in the order it is shown. Ids are unique, which the tests hold it to. */
export const CHECKS: readonly Check[] = [
  ...ACCOUNTS,
  ...GUEST,
  ...NETWORK,
  ...WEB,
  ...MEDIA,
  ...KEYS,
  ...BACKUPS,
  ...RECORDS,
  ...COMPUTER,
  ...EMERGENCY,
];
