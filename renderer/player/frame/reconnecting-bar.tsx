import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { tryNow, useConnection } from '../connection.ts';
import { useSession } from '../features/session/store.ts';

/** A short gap mends itself before anyone needs to read about it; the count-down waits until it is worth reading. */
const SAYS_MORE_AFTER_TRIES = 2;
/** Half a minute: no hiccup of the network any more. */
const SAYS_WHY_AFTER_TRIES = 6;

type ReconnectingBarProps = {
  /** What becomes of what one was doing; asked for while drawing, because a film's place moves on. */
  readonly place?: () => string;
  /** The controls of a video are at its bottom, so over one it goes to the top. */
  readonly isOverVideo?: boolean;
};

/** The server does not answer. What is on screen stays; this says that it is being looked for. */
export function ReconnectingBar({ place = () => 'Your place is kept.', isOverVideo = false }: ReconnectingBarProps) {
  const connection = useConnection((state) => state.connection);
  const session = useSession((state) => state.session);
  const now = useNow(connection.kind === 'reconnecting');
  if (connection.kind !== 'reconnecting') return null;

  const name = session.kind === 'signed-in' ? session.serverName : 'the server';
  const seconds = Math.max(0, Math.ceil((connection.nextTryAt - now) / 1_000));
  return (
    <div
      className={classNames(
        'pointer-events-none fixed inset-x-0 z-(--z-toast) flex justify-center px-4',
        isOverVideo ? 'top-16 sm:top-20' : 'bottom-(--bars-height) mb-4 sm:mb-6',
      )}
    >
      <div className="enter pointer-events-auto flex max-w-full items-center gap-3.5 rounded-card border border-video-border bg-video-panel py-3 pr-3 pl-4 text-label text-video-text">
        <Spinner className="size-5" />
        <div role="status" className="min-w-0">
          <p className="font-semibold">Reconnecting to {name}</p>
          <p className="text-body text-pretty text-video-text-2">
            {connection.tries < SAYS_WHY_AFTER_TRIES ? '' : 'It is off, or its owner has closed it. '}
            {place()}
          </p>
        </div>
        {connection.tries < SAYS_MORE_AFTER_TRIES ? null : (
          <span aria-hidden="true" className="w-21 text-right text-body max-sm:hidden text-video-text-2 tabular-nums">
            {seconds === 0 ? 'trying' : `again in ${seconds} s`}
          </span>
        )}
        <Button variant="on-art-quiet" onClick={() => void tryNow()}>
          Try now
        </Button>
      </div>
    </div>
  );
}

function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
