import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import type { ResponseOf } from '../../../../shared/lan/route.ts';
import type { Api } from '../../../../shared/lan/routes.ts';
import { LIBRARY_KINDS } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { KIND_PLACES } from '../../kinds.ts';
import { NothingYet } from '../library/nothing-yet.tsx';
import { AwayNotes } from './away-notes.tsx';
import { Hero } from './hero.tsx';
import { HomeSkeleton } from './home-skeleton.tsx';
import { LibraryRow } from './library-row.tsx';
import { ContinueRow, NextUpRow, RecentRow } from './rows.tsx';
import { loadHome, useHome } from './store.ts';

export function HomePage() {
  usePageTitle('Home');
  const home = useHome((state) => state.home);
  useLoad(loadHome);
  switch (home.kind) {
    case 'loading':
      return <HomeSkeleton />;
    case 'failed':
      return (
        <ErrorState
          level={1}
          title="Home did not load"
          action={
            <Button variant="primary" size="player" onClick={() => void loadHome()}>
              Try again
            </Button>
          }
        >
          {home.failure.message}
        </ErrorState>
      );
    case 'ready':
      break;
  }

  const { continueWatching, nextUp, recentlyAdded, libraries } = home.value;
  const isEmpty =
    continueWatching.length + nextUp.length === 0 && LIBRARY_KINDS.every((kind) => recentlyAdded[kind].length === 0);
  if (isEmpty) return <NothingYet level={1} things={onlyKind(libraries)} />;
  const lead = leadOf(home.value);
  return (
    <div className="pb-12">
      <h1 className="sr-only">Home</h1>
      <AwayNotes libraries={libraries} />
      {lead === undefined ? null : <Hero item={lead} />}
      <ContinueRow items={continueWatching.filter((item) => item !== lead)} />
      <NextUpRow items={nextUp.filter((item) => item !== lead)} />
      {LIBRARY_KINDS.map((kind) => (
        <RecentRow key={kind} kind={kind} items={recentlyAdded[kind]} />
      ))}
      <LibraryRow libraries={LIBRARY_KINDS.flatMap((kind) => libraries.filter((library) => library.kind === kind))} />
    </div>
  );
}

/** The one thing most likely wanted: what was begun, what comes after it, else the newest to watch. */
function leadOf({ continueWatching, nextUp, recentlyAdded }: ResponseOf<Api['home']>): ItemCard | undefined {
  return [...continueWatching, ...nextUp, ...recentlyAdded.film, ...recentlyAdded.show].find((item) => item.available);
}

/** What is missing, by the kind of the empty libraries; anything where there is none. */
function onlyKind(libraries: ResponseOf<Api['home']>['libraries']): string {
  const kinds = new Set(libraries.map((library) => library.kind));
  const [kind] = kinds;
  return kinds.size === 1 && kind !== undefined ? KIND_PLACES[kind].things : 'films, shows, music or photos';
}
