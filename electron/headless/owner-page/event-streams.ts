import type { ServerResponse } from 'node:http';
import type { Topic } from '../../../shared/contract/bridge.ts';
import { gatherTopics } from '../../manager/index.ts';

/** Something on the way (a tunnel) may end a connection that is silent; the page finds out that we are gone. */
const HEARTBEAT_MS = 20_000;

export type EventStreams = ReturnType<typeof createEventStreams>;

/** Tells open pages what changed, as server-sent events: `data: <topic>`. */
export function createEventStreams(onChange: (listener: (topic: Topic) => void) => () => void) {
  /** How each stream ends, with how to see whether it may go on. */
  const open = new Map<() => void, () => boolean>();
  return {
    /** Answer with a stream that ends when the client goes, or when it may no longer know. */
    begin(response: ServerResponse, mayGoOn: () => boolean): void {
      const unsubscribe = gatherTopics(onChange, (topics) => {
        if (mayGoOn()) response.write(topics.map((topic) => `data: ${topic}\n\n`).join(''));
        else end();
      });
      const heartbeat = setInterval(() => (mayGoOn() ? response.write(':\n\n') : end()), HEARTBEAT_MS);
      const end = () => {
        unsubscribe();
        clearInterval(heartbeat);
        open.delete(end);
        response.end();
      };
      open.set(end, mayGoOn);
      response.on('close', end);
      // The browser counts the stream as open once something came.
      response.write('retry: 1000\n\n');
    },

    /** End the streams of those who may no longer know. */
    sweep(): void {
      for (const [end, mayGoOn] of open) if (!mayGoOn()) end();
    },

    end(): void {
      for (const end of open.keys()) end();
    },
  };
}
