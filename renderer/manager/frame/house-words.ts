import type { AccessRule } from '../../../shared/contract/setup.ts';
import type { SystemStatus } from '../../../shared/contract/system.ts';

export type HouseState = {
  readonly tone: 'ok' | 'warn' | 'fail' | 'unknown' | 'closed';
  /** How the house is, in a word or two. */
  readonly word: string;
  /** What else is worth knowing at a glance. */
  readonly facts: readonly string[];
};

const WHO: Record<AccessRule['kind'], string> = {
  'this-computer': 'This computer only',
  home: 'Home only',
  custom: 'Chosen networks only',
};

/** What else is known; null while it is not. */
type Beside = { readonly access: AccessRule | null; readonly watching: number | null };

type Status = Pick<SystemStatus, 'house' | 'isPaused' | 'probe' | 'server' | 'worker'> & {
  readonly addresses: readonly string[];
};

/** What keeps an open house from serving, in a sentence; null while it serves or is about to. */
export const servingProblem = ({ addresses, probe, server, worker }: Status): string | null => {
  if (addresses.length === 0) return server.problem ?? worker.problem;
  return probe.kind === 'silent' ? probe.problem : null;
};

/** The house in words. Green stands for one thing alone: a request from outside was answered. */
export function houseState(status: Status, { access, watching }: Beside): HouseState {
  if (status.house === 'closed')
    return { tone: 'closed', word: 'Closed', facts: ['Nothing on your network can reach this computer'] };
  const facts = [
    ...(access === null ? [] : [WHO[access.kind]]),
    ...(watching === null || watching === 0 ? [] : [`${watching} watching`]),
  ];
  if (status.isPaused) return { tone: 'warn', word: 'Paused', facts: ['Nobody can watch until you resume'] };
  const problem = servingProblem(status);
  if (problem !== null) return { tone: 'fail', word: 'Not serving', facts: [problem] };
  if (status.addresses.length > 0 && status.probe.kind === 'answers') return { tone: 'ok', word: 'Serving', facts };
  return { tone: 'unknown', word: 'Starting', facts: [] };
}
