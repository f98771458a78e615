import type { SessionId } from '../core/kernel/index.ts';

/** How often open streams are held against the rules: a revoked session's film stops within 5 s (SESS-05). */
const LOOK_EVERY_MS = 1_000;

type Stream = { readonly sessionId: SessionId; readonly mayGoOn: () => boolean; readonly cut: () => void };

export type OpenStreams = ReturnType<typeof createOpenStreams>;

/**
 * What goes on after it was allowed: answers that wait or whose bytes are still on their way, and conversions. A long film
 * outlives many a rule, so each is asked again and again.
 */
export function createOpenStreams() {
  const streams = new Set<Stream>();
  const cutThoseThat = (should: (stream: Stream) => boolean) => {
    for (const stream of streams) {
      if (!should(stream)) continue;
      streams.delete(stream);
      stream.cut();
    }
  };
  const timer = setInterval(() => cutThoseThat((stream) => !stream.mayGoOn()), LOOK_EVERY_MS);
  timer.unref();

  return {
    get size() {
      return streams.size;
    },
    /** @returns what takes the stream off the list when it has ended by itself. */
    add(stream: Stream): () => void {
      streams.add(stream);
      return () => void streams.delete(stream);
    },
    /** Something changed: do not wait for the next look. */
    lookNow: () => cutThoseThat((stream) => !stream.mayGoOn()),
    cutSession: (sessionId: string) => cutThoseThat((stream) => stream.sessionId === sessionId),
    stop: () => clearInterval(timer),
  };
}
