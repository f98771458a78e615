import type { Probe } from '../../shared/contract/system.ts';

/** A server that hangs without dying is noticed within this. */
const LOOK_EVERY_MS = 30_000;
/** One that let so many requests in a row run into their deadline is not busy: it hangs. */
const HANGS_AFTER = 4;
const ANSWER_DEADLINE_MS = 5_000;

/** What came of one request. */
export type Heard = {
  /** What is wrong in a sentence; null when it was answered. */
  readonly problem: string | null;
  /** The connection was taken and nothing came: the process is there and does nothing. */
  readonly isStuck: boolean;
};

export type Probing = ReturnType<typeof createProbing>;

/**
 * Asks the house from outside, as a client would: after every change, and from time to time. What the server says of itself
 * is not enough, and one that hangs says nothing.
 */
export function createProbing(deps: {
  readonly addresses: () => readonly string[];
  /** Ends by itself. */
  readonly ask: (address: string) => Promise<Heard>;
  /** It hears another answer than before. */
  readonly changed: () => void;
  /** It hangs and will not come back by itself. */
  readonly hangs: () => void;
}) {
  let probe: Probe = { kind: 'asking' };
  let asked: string | null = null;
  let isAsking = false;
  let isStale = false;
  let isEnded = false;
  /** Answers in a row that did not come. */
  let stuck = 0;

  const current = (): Probe => (addressToAsk(deps.addresses()) === asked ? probe : { kind: 'asking' });
  const heard = ({ problem, isStuck }: Heard, isTimed: boolean) => {
    const before = JSON.stringify(probe);
    probe = problem === null ? { kind: 'answers' } : { kind: 'silent', problem };
    if (JSON.stringify(probe) !== before) deps.changed();
    if (!isStuck) stuck = 0;
    // Many looks in a moment, as after many changes, are one silence.
    else if (isTimed) stuck += 1;
    if (stuck < HANGS_AFTER) return;
    stuck = 0;
    deps.hangs();
  };
  const look = (isTimed = false) => {
    if (isEnded) return;
    const address = addressToAsk(deps.addresses());
    if (address !== asked) {
      probe = { kind: 'asking' };
      stuck = 0;
    }
    asked = address;
    if (address === null) return;
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    void deps.ask(address).then((answer) => {
      isAsking = false;
      if (isEnded) return;
      const isOfNow = address === asked;
      if (isOfNow) heard(answer, isTimed);
      if (!isStale && isOfNow) return;
      isStale = false;
      look();
    });
  };
  const timer = setInterval(() => look(true), LOOK_EVERY_MS);
  return {
    /** Ask now. */
    look: () => look(),
    /** Something changed: ask if the house is at another address now, or at none. */
    lookIfMoved(): void {
      if (addressToAsk(deps.addresses()) !== asked) look();
    },
    probe: current,
    end(): void {
      isEnded = true;
      clearInterval(timer);
    },
  };
}

/** Over loopback where it listens there: no router's mood is in the answer. */
export const addressToAsk = (addresses: readonly string[]): string | null =>
  addresses.find((address) => address.startsWith('http://127.0.0.1:')) ?? addresses[0] ?? null;

/** Ask a server whether it is there. One that asks us to come less often is. */
export async function askWhetherThere(url: string): Promise<Heard> {
  try {
    const { status } = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
    return { problem: status < 500 ? null : `Its health answer is ${status}.`, isStuck: false };
  } catch (error) {
    return { problem: 'It does not answer.', isStuck: error instanceof Error && error.name === 'TimeoutError' };
  }
}
