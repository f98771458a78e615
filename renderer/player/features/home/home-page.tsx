import { Button } from '../../../ui/button.tsx';
import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useLoad } from '../../connection.ts';
import { useAccount } from '../session/store.ts';
import { AwayNotes } from './away-notes.tsx';
import { Hero } from './hero.tsx';
import { HomeSkeleton } from './home-skeleton.tsx';
import { LibraryRow } from './library-row.tsx';
import { ContinueRow, RecentRow } from './rows.tsx';
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

  const { continueWatching, libraries } = home.value;
  const recentlyAdded = home.value.recentlyAdded.film;
  const lead = continueWatching.find((item) => item.available) ?? recentlyAdded.find((item) => item.available);
  if (continueWatching.length === 0 && recentlyAdded.length === 0) return <NoFilms />;
  return (
    <div className="pb-12">
      <h1 className="sr-only">Home</h1>
      <AwayNotes libraries={libraries} />
      {lead === undefined ? null : <Hero item={lead} />}
      <ContinueRow items={continueWatching.filter((item) => item !== lead)} />
      <RecentRow items={recentlyAdded} />
      <LibraryRow libraries={libraries} />
    </div>
  );
}

function NoFilms() {
  const isOwner = useAccount().role === 'owner';
  return (
    <EmptyState level={1} title="No films yet" picture={<ShelfPicture />}>
      {isOwner
        ? 'Choose the folder your films are in, on the computer Holdfast runs on. They appear here as they are read.'
        : 'They appear here as soon as the owner of this server has chosen a folder with films for you.'}
    </EmptyState>
  );
}
