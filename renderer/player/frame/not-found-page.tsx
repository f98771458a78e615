import { Link } from 'wouter';
import { buttonStyle } from '../../ui/button-style.ts';
import { EmptyState, ShelfPicture } from '../../ui/empty-state.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function NotFoundPage() {
  usePageTitle('Not found');
  return (
    <EmptyState
      level={1}
      title="There is nothing at this address"
      picture={<ShelfPicture />}
      action={
        <Link href="/" className={buttonStyle({ variant: 'primary', size: 'player' })}>
          Go to Home
        </Link>
      }
    >
      It may have been removed, or it is not shared with you.
    </EmptyState>
  );
}
