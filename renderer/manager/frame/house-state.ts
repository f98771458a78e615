import type { AccessRule } from '../../../shared/contract/setup.ts';
import type { SystemStatus } from '../../../shared/contract/system.ts';
import { useAsked } from '../asked.ts';

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

/** The house in words. */
export function houseState(status: SystemStatus, { access, watching }: Beside): HouseState {
  if (status.house === 'closed')
    return { tone: 'closed', word: 'Closed', facts: ['Nothing on your network can reach this computer'] };
  const facts = [
    ...(access === null ? [] : [WHO[access.kind]]),
    ...(watching === null || watching === 0 ? [] : [`${watching} watching`]),
  ];
  if (status.isPaused) return { tone: 'warn', word: 'Paused', facts: ['Nobody can watch until you resume'] };
  if (status.addresses.length > 0) return { tone: 'ok', word: 'Serving', facts };
  const problem = status.server.problem ?? status.worker.problem;
  if (problem !== null) return { tone: 'fail', word: 'Not serving', facts: [problem] };
  return { tone: 'unknown', word: 'Starting', facts: [] };
}

/** The house as it is now. */
export function useHouseState(): HouseState {
  const status = useAsked('system.status', {}, ['status', 'incident']);
  const network = useAsked('network.get', {}, ['network']);
  const closing = useAsked('incident.state', {}, ['incident', 'status']);
  const playing = useAsked('playing.list', {}, ['playing', 'usage']);
  if (status.kind === 'failure') return { tone: 'unknown', word: 'Not known', facts: [status.message] };
  if (status.kind === 'loading') return { tone: 'unknown', word: 'Looking', facts: [] };
  const { incident } = closing.kind === 'value' ? closing.value : { incident: null };
  if (incident?.stage === 'computer' && status.value.addresses.length > 0)
    return { tone: 'warn', word: 'Open on this computer alone', facts: ['Your home is still kept out'] };
  return houseState(status.value, {
    access: network.kind === 'value' ? network.value.access : null,
    watching: playing.kind === 'value' ? playing.value.playing.length : null,
  });
}
