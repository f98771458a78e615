import { Link } from 'wouter';
import { buttonStyle } from '../../ui/button-style.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function NotFoundPage() {
  usePageTitle('Not found');
  return (
    <EmptyState
      level={1}
      title="There is nothing at this address"
      action={
        <Link href="/" className={buttonStyle({ variant: 'primary', size: 'l' })}>
          Go to Overview
        </Link>
      }
    >
      The rail at the left leads to everything there is.
    </EmptyState>
  );
}
