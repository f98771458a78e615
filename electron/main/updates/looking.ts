import { rmSync } from 'node:fs';
import type { Log } from '../../core/kernel/index.ts';
import type { UpdateFeed } from './feed.ts';
import { judgeFile, type Offer } from './judge-offer.ts';
import type { MemoryFile } from './memory.ts';

/** What is known of newer programs. */
export type UpdateState =
  /** This Holdfast does not update itself; why, in a sentence. */
  | { readonly kind: 'off'; readonly why: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'fetching'; readonly version: string }
  /** Fetched and judged; it is put in place when the app ends. */
  | { readonly kind: 'ready'; readonly version: string };

/** What a look came to, in words. */
export type Look = {
  readonly kind: 'ready' | 'newest' | 'failed' | 'off';
  readonly title: string;
  readonly body: string;
};

export type Looking = {
  readonly state: () => UpdateState;
  /** Ask the feed, and fetch what it has. One at a time: a second look waits with the first. */
  readonly look: () => Promise<Look>;
  readonly ready: () => { readonly file: string; readonly offer: Offer } | null;
};

/** Looks for a newer program and fetches it, so that installing needs nobody. */
export function createLooking(deps: {
  /** Null with the reason when this program looks nowhere. */
  readonly feed: UpdateFeed | null;
  readonly whyOff: string;
  readonly own: string;
  readonly isSigned: (offer: Offer) => boolean;
  readonly memory: MemoryFile;
  readonly onChange: () => void;
  readonly log: Log;
}): Looking {
  const { feed, own, isSigned, memory, log } = deps;
  let state: UpdateState = feed === null ? { kind: 'off', why: deps.whyOff } : { kind: 'none' };
  let fetched: ReturnType<Looking['ready']> = null;
  let running: Promise<Look> | null = null;
  const become = (next: UpdateState) => {
    state = next;
    deps.onChange();
  };
  const readyNow = (version: string): Look => ({
    kind: 'ready',
    title: `Holdfast ${version} is ready`,
    body: 'It is installed when you quit Holdfast. Your data is kept as it is now; should the new version not run, both come back.',
  });
  const newest: Look = { kind: 'newest', title: `Holdfast ${own} is the newest`, body: 'There is nothing to install.' };

  const lookAt = async (from: UpdateFeed): Promise<Look> => {
    become({ kind: 'looking' });
    const offer = await from.newest();
    if (offer === null) {
      become({ kind: 'none' });
      return newest;
    }
    const { version } = offer;
    if (version === memory.read().takenBack) {
      become({ kind: 'none' });
      return {
        kind: 'newest',
        title: `Holdfast ${version} did not run on this computer`,
        body: `So ${own} was put back, and stays until there is a newer one.`,
      };
    }
    // Before a byte of it is fetched: what is not ours is not worth the way.
    if (!isSigned(offer)) {
      become({ kind: 'none' });
      log.warn('update.refused', { code: 'not-signed' });
      return failed('What the update server offers does not carry the signature of Holdfast, so it was not fetched.');
    }
    become({ kind: 'fetching', version });
    const file = await from.fetch();
    const judged = await judgeFile(file, offer, own, isSigned);
    if (!judged.ok) {
      rmSync(file, { force: true }); // or it would be taken for fetched the next time
      become({ kind: 'none' });
      log.warn('update.refused', { code: judged.failure.code });
      return failed(judged.failure.message);
    }
    fetched = { file, offer };
    become({ kind: 'ready', version });
    return readyNow(version);
  };

  return {
    state: () => state,
    ready: () => fetched,
    look() {
      if (feed === null)
        return Promise.resolve({ kind: 'off', title: 'Holdfast does not update itself', body: deps.whyOff });
      if (fetched !== null) return Promise.resolve(readyNow(fetched.offer.version));
      running ??= lookAt(feed)
        .catch((error: unknown) => {
          become({ kind: 'none' });
          log.warn('update.not-looked', { error });
          return failed('The update server did not answer. Look whether this computer is online, then try again.');
        })
        .finally(() => (running = null));
      return running;
    },
  };
}

const failed = (body: string): Look => ({ kind: 'failed', title: 'Holdfast was not updated', body });
