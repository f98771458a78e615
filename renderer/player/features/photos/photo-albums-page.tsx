import { LibraryPage } from '../library/library-page.tsx';
import { PhotoViews } from './photo-views.tsx';
import { PHOTO_ALBUMS } from './store.ts';

/** Photos by the folder they lie in. */
export default function PhotoAlbumsPage() {
  return <LibraryPage listed={PHOTO_ALBUMS} views={<PhotoViews view="albums" />} />;
}
