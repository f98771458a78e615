import { touchPlayback, type CapabilityRow } from '../core/streaming/index.ts';
import { touchSession, type Identity } from '../core/accounts/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from './context.ts';
import { mayStillPlay } from './may-still-play.ts';

/** As much of a call below a capability path as sending needs. */
export type MediaCall = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly capability: CapabilityRow;
  readonly identity: Identity;
};

/** How often an open stream is noted as watched; well below what counts as idle. */
const TOUCH_EVERY_MS = 60_000;

/**
 * Hold an answer against the rules from now until `leave`, while it waits or while its bytes are on their way.
 *
 * @returns `gone`, aborted when the client left or the answer was cut.
 */
export function watchAnswer(
  context: Context,
  { request, reply, capability }: MediaCall,
): { readonly gone: AbortSignal; readonly leave: () => void } {
  const { streams, sessions, write, clock } = context;
  const response = reply.raw;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let touchedAt = clock.now();
  const leave = streams.add({
    sessionId: capability.sessionId,
    mayGoOn: () => {
      const now = clock.now();
      const living = sessions.identify(capability.sessionId, now);
      // A whole film in one request is one playback all the while (MED-10), and its session is in use.
      if (living !== null && now - touchedAt >= TOUCH_EVERY_MS) {
        touchPlayback(write, capability.playbackId, now);
        touchSession(write, living, null, now);
        touchedAt = now;
      }
      return !request.raw.socket.destroyed && mayStillPlay(context, capability);
    },
    cut: () => {
      gone.abort();
      response.destroy();
    },
  });
  return { gone: gone.signal, leave };
}
