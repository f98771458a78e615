import { LinkTabs } from '../../../ui/link-tabs.tsx';
import { LibraryPage } from '../library/library-page.tsx';
import { ALBUMS, ARTISTS } from './store.ts';

type View = 'albums' | 'artists';

/** All the music, by its albums or by who made them. */
export default function MusicPage({ view }: { readonly view: View }) {
  return <LibraryPage key={view} listed={view === 'albums' ? ALBUMS : ARTISTS} views={<Views view={view} />} />;
}

const Views = ({ view }: { readonly view: View }) => (
  <LinkTabs
    label="Music by"
    tabs={[
      { href: '/music', label: 'Albums', isCurrent: view === 'albums' },
      { href: '/music/artists', label: 'Artists', isCurrent: view === 'artists' },
    ]}
  />
);
