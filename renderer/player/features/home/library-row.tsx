import { ChevronRight, Film, Unplug } from 'lucide-react';
import { Link } from 'wouter';
import type { Library } from '../../../../shared/lan/schemas.ts';
import { libraryPath } from '../../paths.ts';
import { countTitles } from '../../words/item.ts';

export const LibraryRow = ({ libraries }: { readonly libraries: readonly Library[] }) => (
  <section aria-labelledby="libraries-title" className="gutter mt-8">
    <h2 id="libraries-title" className="mb-3.5 text-section font-semibold tracking-tight">
      Libraries
    </h2>
    <ul className="grid gap-3 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3 xl:grid-cols-4">
      {libraries.map((library) => (
        <li key={library.id}>
          <Link
            href={libraryPath(library)}
            className="flex items-center gap-3.5 rounded-card border border-border bg-surface px-4 py-3.5 hover:bg-hover"
          >
            {library.available ? <Film className="size-5 text-ink-3" /> : <Unplug className="size-5 text-unknown" />}
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{library.name}</span>
              <span className="block text-body text-ink-3 tabular-nums">
                {library.available ? countTitles(library.itemCount) : 'Drive not connected'}
              </span>
            </span>
            <ChevronRight className="size-4 text-ink-3" />
          </Link>
        </li>
      ))}
    </ul>
  </section>
);
