import { useAsked } from '../asked.ts';
import { houseState, type HouseState } from './house-words.ts';

/** The house as it is now. */
export function useHouseState(): HouseState {
  const status = useAsked('system.status', {}, ['status', 'incident']);
  const network = useAsked('network.get', {}, ['network']);
  const closing = useAsked('incident.state', {}, ['incident', 'status']);
  const playing = useAsked('playing.list', {}, ['playing', 'usage']);
  if (status.kind === 'failure') return { tone: 'unknown', word: 'Not known', facts: [status.message] };
  if (status.kind === 'loading') return { tone: 'unknown', word: 'Looking', facts: [] };
  const { incident } = closing.kind === 'value' ? closing.value : { incident: null };
  if (incident?.stage === 'computer' && status.value.probe.kind === 'answers')
    return { tone: 'warn', word: 'Open here only', facts: ['Your home is still kept out'] };
  return houseState(status.value, {
    access: network.kind === 'value' ? network.value.access : null,
    watching: playing.kind === 'value' ? playing.value.playing.length : null,
  });
}
