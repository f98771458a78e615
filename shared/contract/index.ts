/** The owner's side, whole: window, tray, command line and loopback page all call these methods and no others. */
import { accounts } from './accounts.ts';
import { audit } from './audit.ts';
import { backups } from './backups.ts';
import { checklist } from './checklist.ts';
import { conversions } from './conversions.ts';
import { incident } from './incident.ts';
import { library } from './library.ts';
import { maintenance } from './maintenance.ts';
import type { FailureOf, InputOf, OutputOf } from './method.ts';
import { network } from './network.ts';
import { playing } from './playing.ts';
import { secrets } from './secrets.ts';
import { setup } from './setup.ts';
import { system } from './system.ts';
import { usage } from './usage.ts';
import type { Result } from '../result.ts';

export const contract = {
  ...setup,
  ...system,
  ...accounts,
  ...library,
  ...network,
  ...incident,
  ...secrets,
  ...audit,
  ...backups,
  ...conversions,
  ...maintenance,
  ...checklist,
  ...playing,
  ...usage,
};

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type Input<N extends MethodName> = InputOf<Contract[N]>;
export type Output<N extends MethodName> = OutputOf<Contract[N]>;
export type Answer<N extends MethodName> = Result<Output<N>, FailureOf<Contract[N]>>;

/** How each method is carried out; `actor` says who asked, e.g. `owner:command-line`. */
export type Handlers = {
  readonly [N in MethodName]: (input: Input<N>, actor: string) => Answer<N> | Promise<Answer<N>>;
};
