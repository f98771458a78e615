import { LinkTabs } from '../../../ui/link-tabs.tsx';

/** All photos by their date, or the folders they lie in. */
export const PhotoViews = ({ view }: { readonly view: 'photos' | 'albums' }) => (
  <LinkTabs
    label="Photos by"
    tabs={[
      { href: '/photos', label: 'All photos', isCurrent: view === 'photos' },
      { href: '/photos/albums', label: 'Albums', isCurrent: view === 'albums' },
    ]}
  />
);
