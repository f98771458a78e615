import { Lock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { Avatar } from '../../ui/avatar.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useAsked } from '../asked.ts';
import { INCIDENT } from '../features/incident/places.ts';
import { toDo } from '../features/security/check-words.ts';
import { isIn, usePlaces } from '../place.ts';

/** What stands where Overview is until the house is open again. */
const CLOSED = { path: INCIDENT, label: 'Closed', icon: Lock };

/** The places of the window; on a narrow one their pictures alone, on a phone a strip across. */
export function Rail({ isClosed }: { readonly isClosed: boolean }) {
  const [path] = useLocation();
  const strip = useRef<HTMLElement>(null);
  // On a phone the strip is longer than the window: the place one is at is moved into it.
  useEffect(() => {
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path]);
  const checklist = useAsked('checklist.list', {}, ['checklist']);
  const open = checklist.kind === 'value' ? toDo(checklist.value.checks).length : 0;
  const places = usePlaces().map((place) => (isClosed && place.path === '/' ? CLOSED : place));
  return (
    <nav
      ref={strip}
      aria-label="Main"
      className="no-scrollbar print:hidden sticky top-(--size-titlebar) z-(--z-rail) border-border bg-rail max-md:overflow-x-auto max-md:border-b md:flex md:h-[calc(100dvh-var(--size-titlebar))] md:flex-col md:border-r"
    >
      <ul className="flex gap-0.5 p-2 max-md:w-max md:flex-col md:pt-3">
        {places.map(({ path: place, label, icon: Icon }) => (
          <li key={place}>
            <Tooltip text={label} className="block rail:[&>span:last-child]:hidden max-md:[&>span:last-child]:hidden">
              <Link
                href={place}
                aria-current={isIn(place, path) ? 'page' : undefined}
                className="group flex h-8.5 items-center gap-2.5 rounded-control px-2.5 font-medium text-ink-2 outline-offset-[-2px] hover:bg-hover aria-[current]:bg-selected aria-[current]:text-ink md:max-rail:justify-center"
              >
                <Icon className="size-4 flex-none group-aria-[current]:text-accent-text" />
                <span className="md:max-rail:sr-only">{label}</span>
                {place === '/security' && open > 0 ? (
                  <span aria-hidden="true" className="ml-auto text-small text-ink-3 tabular-nums md:max-rail:hidden">
                    {open}
                  </span>
                ) : null}
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <Owner />
    </nav>
  );
}

/** Whose house it is. The window is the owner's by standing on this computer, whoever signed in where. */
function Owner() {
  const accounts = useAsked('accounts.list', {}, ['people']);
  const owner = accounts.kind === 'value' ? accounts.value.accounts.find(({ role }) => role === 'owner') : undefined;
  if (owner === undefined) return null;
  return (
    <Link
      href={`/people/${owner.id}`}
      className="mt-auto flex items-center gap-2.5 border-t border-border px-4 py-3 outline-offset-[-2px] hover:bg-hover max-md:hidden md:max-rail:justify-center md:max-rail:px-2"
    >
      <Avatar name={owner.name} className="size-8 text-small" />
      <span className="min-w-0 md:max-rail:sr-only">
        <span className="block truncate font-medium">{owner.name}</span>
        <span className="block truncate text-small text-ink-3">Owner</span>
      </span>
    </Link>
  );
}
