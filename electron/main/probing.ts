import type { SystemStatus } from '../../shared/contract/system.ts';
import type { Probe } from './tray-state.ts';

/** A server that hangs without dying is noticed within this. */
const LOOK_EVERY_MS = 30_000;

/**
 * Asks the house from outside, as a client would: after every change, and from time to time.
 *
 * @param ask what is wrong in a sentence, or null; ends by itself.
 */
export function createProbing(deps: {
  readonly status: () => Pick<SystemStatus, 'addresses'>;
  readonly ask: (address: string) => Promise<string | null>;
  readonly onAnswer: (probe: Probe) => void;
}): { readonly look: () => void; readonly probe: () => Probe; readonly end: () => void } {
  let probe: Probe = { kind: 'asking' };
  let asked: string | null = null;
  let isAsking = false;
  let isStale = false;
  let isEnded = false;

  const look = () => {
    const address = addressToAsk(deps.status().addresses);
    if (address !== asked) probe = { kind: 'asking' };
    asked = address;
    if (address === null || isEnded) return;
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    void deps.ask(address).then((problem) => {
      isAsking = false;
      if (isEnded) return;
      if (address === asked) {
        probe = problem === null ? { kind: 'answers' } : { kind: 'silent', problem };
        deps.onAnswer(probe);
      }
      if (isStale || address !== asked) {
        isStale = false;
        look();
      }
    });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    look,
    probe: () => probe,
    end() {
      isEnded = true;
      clearInterval(timer);
    },
  };
}

/** Over loopback where it listens there: no router's mood is in the answer. */
export const addressToAsk = (addresses: readonly string[]): string | null =>
  addresses.find((address) => address.startsWith('http://127.0.0.1:')) ?? addresses[0] ?? null;
