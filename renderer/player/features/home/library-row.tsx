import { ChevronRight, Unplug } from 'lucide-react';
import { Link } from 'wouter';
import type { Library } from '../../../../shared/lan/schemas.ts';
import { KIND_ICONS } from '../../kind-icons.ts';
import { KIND_PLACES } from '../../kinds.ts';
import { libraryPath } from '../../paths.ts';
import { countOf } from '../../words/item.ts';

export const LibraryRow = ({ libraries }: { readonly libraries: readonly Library[] }) => (
  <section aria-labelledby="libraries-title" className="gutter mt-8">
    <h2 id="libraries-title" className="mb-3.5 text-section font-semibold tracking-tight">
      Libraries
    </h2>
    <ul className="grid gap-3 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3 xl:grid-cols-4">
      {libraries.map((library) => (
        <li key={library.id}>
          <LibraryLink library={library} />
        </li>
      ))}
    </ul>
  </section>
);

function LibraryLink({ library }: { readonly library: Library }) {
  const { kind, name, itemCount, available } = library;
  const Icon = KIND_ICONS[kind];
  return (
    <Link
      href={libraryPath(library)}
      className="flex items-center gap-3.5 rounded-card border border-border bg-surface px-4 py-3.5 hover:bg-hover"
    >
      {available ? <Icon className="size-5 text-ink-3" /> : <Unplug className="size-5 text-unknown" />}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block text-body text-ink-3 tabular-nums">
          {available ? countOf(itemCount, KIND_PLACES[kind].noun) : 'Drive not connected'}
        </span>
      </span>
      <ChevronRight className="size-4 text-ink-3" />
    </Link>
  );
}
