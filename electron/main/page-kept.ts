import type { Log } from '../core/kernel/index.ts';
import { createPageRetries } from './page-retries.ts';

/**
 * The house is not in the window: a page that died, or did not come, is loaded again, though not for ever. A process that
 * dies while its page loads is told of twice, by its own event and by the load that was refused; it is one death.
 */
export function keepPage(deps: {
  readonly load: () => Promise<void>;
  /** Whether the window was closed meanwhile. */
  readonly isClosed: () => boolean;
  /** Ask a person what becomes of a page that does not come. @returns whether it is tried anew. */
  readonly ask: () => Promise<boolean>;
  readonly close: () => void;
  /** Milliseconds. */
  readonly now: () => number;
  readonly log: Log;
}): { readonly begin: () => void; readonly died: (reason: string) => void } {
  const { log, isClosed } = deps;
  const retries = createPageRetries(deps.now);
  let isRecovering = false;
  let loads = 0;

  const begin = () => {
    isRecovering = false;
    const own = (loads += 1);
    deps.load().catch((error: unknown) => {
      if (isClosed() || own !== loads) return; // its page was given up, and another is on its way
      log.error('window.page-not-loaded', { error });
      recover();
    });
  };
  const recover = () => {
    if (isClosed() || isRecovering) return;
    isRecovering = true;
    const retry = retries.next();
    if (retry.kind === 'ask') void askPerson();
    else setTimeout(() => (isClosed() ? null : begin()), retry.afterMs);
  };
  const askPerson = async () => {
    const isTriedAnew = await deps.ask();
    if (isClosed()) return;
    if (!isTriedAnew) return deps.close();
    retries.forget();
    begin();
  };
  return {
    begin,
    died(reason) {
      log.error('window.gone', { reason });
      recover();
    },
  };
}
