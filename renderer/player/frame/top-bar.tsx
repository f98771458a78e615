import { Search } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { Avatar } from '../../ui/avatar.tsx';
import { iconButtonStyle } from '../../ui/button-style.ts';
import { classNames } from '../../ui/class-names.ts';
import { Brand } from '../../ui/mark.tsx';
import { SearchField } from '../features/search/search-field.tsx';
import { useAccount } from '../features/session/store.ts';
import { isIn, usePlaces } from './places.ts';

export function TopBar() {
  const [path] = useLocation();
  const account = useAccount();
  const isSearching = isIn('/search', path);
  return (
    <header className="gutter sticky top-0 z-(--z-titlebar) flex h-14 items-center gap-3 bg-canvas sm:h-16 sm:gap-5 lg:gap-7">
      <Link
        href="/"
        aria-label="Holdfast, home"
        className={classNames('flex h-11 items-center rounded-control text-section', isSearching && 'max-sm:hidden')}
      >
        <Brand />
      </Link>
      <nav aria-label="Main" className="flex gap-1 max-sm:hidden">
        {usePlaces().map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            aria-current={isIn(href, path) ? 'page' : undefined}
            className="flex h-9 items-center rounded-full px-3 font-medium text-ink-2 hover:bg-hover aria-[current]:bg-selected aria-[current]:text-ink max-lg:px-2.5"
          >
            {label}
          </Link>
        ))}
      </nav>
      <SearchField
        className={isSearching ? 'flex-1 sm:ml-auto sm:max-w-105' : 'ml-auto w-75 min-w-28 shrink max-sm:hidden'}
      />
      {isSearching ? null : (
        <Link
          href="/search"
          aria-label="Search"
          className={iconButtonStyle({ variant: 'quiet', size: 'player', className: 'ml-auto sm:hidden' })}
        >
          <Search className="size-5.5" />
        </Link>
      )}
      <Link
        href="/account"
        aria-label={`Account: ${account.name}`}
        aria-current={isIn('/account', path) ? 'page' : undefined}
        // The disc is small; what a finger may hit is not.
        className="relative rounded-full after:absolute after:-inset-1.25"
      >
        <Avatar name={account.name} />
      </Link>
    </header>
  );
}
