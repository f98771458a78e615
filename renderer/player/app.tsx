import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation, useRoute } from 'wouter';
import { useConnection } from './connection.ts';
import { DetailPage } from './features/detail/detail-page.tsx';
import { HomePage } from './features/home/home-page.tsx';
import { LibraryPage } from './features/library/library-page.tsx';
import { FILMS, SHOWS } from './features/library/store.ts';
import { useMusicStarted } from './features/music/started.ts';
import { SearchPage } from './features/search/search-page.tsx';
import { AccountPage } from './features/session/account-page.tsx';
import { SignInPage } from './features/session/sign-in-page.tsx';
import { useSession } from './features/session/store.ts';
import { ClosedScreen } from './frame/closed-screen.tsx';
import { Frame } from './frame/frame.tsx';
import { LoadBoundary } from '../ui/load-boundary.tsx';
import { NotFoundPage } from './frame/not-found-page.tsx';
import { ReconnectingBar } from './frame/reconnecting-bar.tsx';
import { ToastLayer } from '../ui/toast-layer.tsx';
import { usePageFocus } from '../ui/use-page-focus.ts';

const WatchPage = lazy(() => import('./features/streaming/watch-page.tsx'));
const ShowPage = lazy(() => import('./features/shows/show-page.tsx'));
const MusicPage = lazy(() => import('./features/music/music-page.tsx'));
const AlbumPage = lazy(() => import('./features/music/album-page.tsx'));
const ArtistPage = lazy(() => import('./features/music/artist-page.tsx'));
const PhotosPage = lazy(() => import('./features/photos/photos-page.tsx'));
const PhotoAlbumsPage = lazy(() => import('./features/photos/photo-albums-page.tsx'));
const PhotoAlbumPage = lazy(() => import('./features/photos/photo-album-page.tsx'));
const PhotoViewer = lazy(() => import('./features/photos/photo-viewer.tsx'));
const MusicDock = lazy(() => import('./features/music/music-dock.tsx'));

export function App() {
  const isClosed = useConnection((state) => state.connection.kind === 'closed');
  const session = useSession((state) => state.session);
  if (isClosed) return <ClosedScreen />;
  switch (session.kind) {
    case 'starting':
      return <ReconnectingBar place={() => 'This page opens as soon as it answers.'} />;
    case 'signed-out':
      return (
        <>
          <SignInPage hasEnded={session.hasEnded} />
          <ReconnectingBar place={() => 'What you typed is kept.'} />
        </>
      );
    case 'signed-in':
      return <Pages />;
  }
}

function Pages() {
  const [path] = useLocation();
  const hasMusic = useMusicStarted((state) => state.isStarted);
  const main = usePageFocus();
  const [isWatching, params] = useRoute('/watch/:id');
  const [isPhoto, photo] = useRoute(/^\/photos\/(?<id>[0-9a-f]{32})$/);
  if (isWatching) {
    return (
      <LoadBoundary path={path}>
        <Suspense fallback={<div className="min-h-dvh bg-video-bg" />}>
          <WatchPage key={params.id} itemId={params.id} />
        </Suspense>
      </LoadBoundary>
    );
  }
  return (
    <>
      {isPhoto ? (
        <LoadBoundary path={path}>
          <Suspense fallback={<div className="fixed inset-0 bg-video-bg" />}>
            <PhotoViewer photoId={photo.id ?? ''} />
          </Suspense>
        </LoadBoundary>
      ) : (
        <Frame main={main}>
          <LoadBoundary path={path}>
            <Suspense fallback={null}>
              <Switch>
                <Route path="/">
                  <HomePage />
                </Route>
                <Route path="/films">
                  <LibraryPage key="films" listed={FILMS} />
                </Route>
                <Route path="/films/:id">{({ id }) => <DetailPage key={id} itemId={id} />}</Route>
                <Route path="/shows">
                  <LibraryPage key="shows" listed={SHOWS} />
                </Route>
                <Route path="/shows/:id">{({ id }) => <ShowPage key={id} showId={id} />}</Route>
                <Route path="/music">
                  <MusicPage view="albums" />
                </Route>
                <Route path="/music/artists">
                  <MusicPage view="artists" />
                </Route>
                <Route path="/music/albums/:id">{({ id }) => <AlbumPage key={id} albumId={id} />}</Route>
                <Route path="/music/artists/:id">{({ id }) => <ArtistPage key={id} artistId={id} />}</Route>
                <Route path="/photos">
                  <PhotosPage />
                </Route>
                <Route path="/photos/albums">
                  <PhotoAlbumsPage />
                </Route>
                <Route path="/photos/albums/:id">{({ id }) => <PhotoAlbumPage key={id} albumId={id} />}</Route>
                <Route path="/search">
                  <SearchPage />
                </Route>
                <Route path="/account">
                  <AccountPage />
                </Route>
                <Route>
                  <NotFoundPage />
                </Route>
              </Switch>
            </Suspense>
          </LoadBoundary>
        </Frame>
      )}
      {hasMusic ? (
        <Suspense fallback={null}>
          <MusicDock isHidden={isPhoto} />
        </Suspense>
      ) : null}
      <ToastLayer />
      <ReconnectingBar isOverVideo={isPhoto} />
    </>
  );
}
