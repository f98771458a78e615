import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useConnection } from '../../connection.ts';
import { ReconnectingBar } from '../../frame/reconnecting-bar.tsx';
import { clock } from '../../words/duration.ts';
import { watchName } from '../../words/item.ts';
import { OpeningScreen } from './opening-screen.tsx';
import { ProblemScreen } from './problem-screen.tsx';
import { VideoStage } from './video-stage.tsx';
import { closeViewing, lastPosition, openViewing, reopenViewing, suspendViewing, useViewing } from './store.ts';

export default function WatchPage({ itemId }: { readonly itemId: string }) {
  const viewing = useViewing((state) => state.viewing);
  usePageTitle(viewing.item === null ? 'Opening' : watchName(viewing.item));
  useViewingOf(itemId);
  return (
    <>
      {viewing.kind === 'opening' ? <OpeningScreen item={viewing.item} /> : null}
      {viewing.kind === 'open' ? <VideoStage key={viewing.item.id} viewing={viewing} /> : null}
      {viewing.kind === 'failed' ? <ProblemScreen problem={viewing.problem} item={viewing.item} /> : null}
      <ReconnectingBar isOverVideo place={placeWords} />
    </>
  );
}

/** Of a film that was not open yet, the server alone knows the place. */
const placeWords = (): string =>
  lastPosition() === 0 ? 'Your place is kept.' : `Your place is kept at ${clock(lastPosition())}.`;

function useViewingOf(itemId: string): void {
  const [params, setParams] = useSearchParams();
  const [wish] = useState(() => ({
    itemId,
    versionId: params.get('version'),
    fromStart: params.get('from') === 'start',
  }));

  useEffect(() => {
    void openViewing(wish);
    return closeViewing;
  }, [wish]);

  useEffect(() => {
    // "From the start" is meant once: reloading or signing in again goes on where one was.
    if (!wish.fromStart) return;
    setParams(wish.versionId === null ? {} : { version: wish.versionId }, { replace: true });
  }, [wish, setParams]);

  useEffect(() => {
    // A page kept for the way back comes alive again, but its playback was closed when it was left.
    const resume = (event: PageTransitionEvent) => {
      if (event.persisted) void reopenViewing(lastPosition());
    };
    addEventListener('pagehide', suspendViewing);
    addEventListener('pageshow', resume);
    return () => {
      removeEventListener('pagehide', suspendViewing);
      removeEventListener('pageshow', resume);
    };
  }, []);

  const recoveries = useConnection((state) => state.recoveries);
  const seenRecoveries = useRef(recoveries);
  useEffect(() => {
    if (seenRecoveries.current === recoveries) return;
    seenRecoveries.current = recoveries;
    // A running video has its buffer and notices by itself; only what was still opening must be asked for again.
    if (useViewing.getState().viewing.kind === 'opening') void reopenViewing(lastPosition());
  }, [recoveries]);
}
