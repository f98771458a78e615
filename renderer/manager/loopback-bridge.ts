import { TOPICS, type Bridge, type Topic, type TransportFailure } from '../../shared/contract/bridge.ts';
import type { Answer, Input, MethodName } from '../../shared/contract/index.ts';

const HTTP_UNAUTHORIZED = 401;
/** Without a key, a pointer or a wheel for so long, what the page asks is its own doing and no use of the session. */
const UNATTENDED_MS = 60_000;
/** A stream that the browser gave up is begun anew after this. */
const AGAIN_MS = 2_000;

const KEPT_AS = 'holdfast-page';

/**
 * What this page came with besides its cookie, which every other service on this computer is sent too. It is kept by origin,
 * and an origin has a port.
 */
function takeWayIn(): () => string {
  const [, given] = /^#([\w-]{43})$/.exec(location.hash) ?? [];
  if (given !== undefined) {
    localStorage.setItem(KEPT_AS, given);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  // Another tab may have come in by a newer link.
  return () => localStorage.getItem(KEPT_AS) ?? '';
}

/** The manager over the loopback page: for a browser on this computer, or one behind a tunnel to it. */
export function loopbackBridge(): Bridge {
  const wayIn = takeWayIn();
  const listeners = new Set<(topic: Topic) => void>();
  let source: EventSource | null = null;
  let isSignedOut = false;
  let attendedAt = Date.now();
  for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
    addEventListener(sign, () => (attendedAt = Date.now()), { capture: true, passive: true });

  const tell = (topics: readonly Topic[]) => {
    for (const topic of topics) for (const listener of listeners) listener(topic);
  };
  const listen = () => {
    const stream = new EventSource(`/events?page=${wayIn()}`);
    let wasLost = false;
    source = stream;
    stream.addEventListener('message', ({ data }) => tell(TOPICS.filter((topic) => topic === data)));
    // What happened while nobody listened is not known, so everything may have.
    stream.addEventListener('open', () => {
      if (wasLost) tell(TOPICS);
      wasLost = false;
    });
    stream.addEventListener('error', () => {
      wasLost = true;
      // Whoever asks now learns why it broke: nobody there, or this page's way in has ended.
      tell(['status']);
      if (stream.readyState !== EventSource.CLOSED || source !== stream) return;
      source = null;
      setTimeout(() => {
        if (source !== null || isSignedOut || listeners.size === 0) return;
        listen();
        tell(TOPICS);
      }, AGAIN_MS);
    });
  };

  return {
    async call<N extends MethodName>(method: N, input: Input<N>): Promise<Answer<N> | TransportFailure> {
      try {
        const response = await fetch('/call', {
          method: 'POST',
          credentials: 'same-origin',
          headers: {
            'content-type': 'application/json',
            'holdfast-page': wayIn(),
            ...(Date.now() - attendedAt > UNATTENDED_MS ? { 'holdfast-unattended': 'yes' } : {}),
          },
          body: JSON.stringify({ method, input }),
        });
        if (response.status === HTTP_UNAUTHORIZED) {
          isSignedOut = true;
          return transportFailure('signed-out', 'This page was opened by a link that is used up.');
        }
        return (await response.json()) as Answer<N>;
      } catch {
        return transportFailure('unreachable', 'Holdfast does not answer. Look whether it still runs, then try again.');
      }
    },
    onChange(listener) {
      listeners.add(listener);
      if (source === null) listen();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        source?.close();
        source = null;
      };
    },
    shell: null,
  };
}

const transportFailure = (code: TransportFailure['failure']['code'], message: string): TransportFailure => ({
  ok: false,
  failure: { code, message },
});
