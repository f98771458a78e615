import { Link, useLocation } from 'wouter';
import { Avatar } from '../../ui/avatar.tsx';
import { Brand } from '../../ui/mark.tsx';
import { SearchField } from '../features/search/search-field.tsx';
import { useAccount } from '../features/session/store.ts';
import { isIn, PLACES } from './places.ts';

export function TopBar() {
  const [path] = useLocation();
  const account = useAccount();
  const isSearching = isIn('/search', path);
  return (
    <header className="gutter sticky top-0 z-(--z-titlebar) flex h-14 items-center gap-3 bg-canvas sm:h-16 sm:gap-7">
      <Link
        href="/"
        aria-label="Holdfast, home"
        className={isSearching ? 'rounded-control text-section max-sm:hidden' : 'rounded-control text-section'}
      >
        <Brand />
      </Link>
      <nav aria-label="Main" className="flex gap-1 max-sm:hidden">
        {PLACES.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            aria-current={isIn(href, path) ? 'page' : undefined}
            className="flex h-9 items-center rounded-full px-3 font-medium text-ink-2 hover:bg-hover aria-[current]:bg-selected aria-[current]:text-ink"
          >
            {label}
          </Link>
        ))}
      </nav>
      <SearchField className={isSearching ? 'flex-1 sm:ml-auto sm:max-w-105' : 'ml-auto w-75 max-sm:hidden'} />
      <Link
        href="/account"
        aria-label={`Account: ${account.name}`}
        aria-current={isIn('/account', path) ? 'page' : undefined}
        className="rounded-full max-sm:hidden"
      >
        <Avatar name={account.name} />
      </Link>
    </header>
  );
}
