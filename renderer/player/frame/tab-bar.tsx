import { Link, useLocation } from 'wouter';
import { isIn, usePlaces } from './places.ts';

/** The phone's navigation, within reach of a thumb. */
export function TabBar() {
  const [path] = useLocation();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-(--z-rail) grid auto-cols-fr grid-flow-col border-t border-border bg-rail pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {usePlaces().map(({ href, label, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          aria-current={isIn(href, path) ? 'page' : undefined}
          className="flex h-16 flex-col items-center justify-center gap-1 text-caption font-medium text-ink-3 -outline-offset-4 aria-[current]:text-accent-text"
        >
          <Icon className="size-5" />
          {label}
        </Link>
      ))}
    </nav>
  );
}
