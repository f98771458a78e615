import { Card } from '../../../ui/card.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { KINDS, type Folder } from './folder-words.ts';

/** What was found last in each folder, as it is found: the quickest way to see that the right things arrive. */
export const NewestCard = ({ folders }: { readonly folders: readonly Folder[] }) => (
  <Card title="Found last" isFlush>
    <ul className="divide-y divide-border">
      {folders.map((folder) => (
        <li key={folder.id} className="px-4 py-3">
          <Newest folder={folder} />
        </li>
      ))}
    </ul>
  </Card>
);

const SHOWN = 6;

function Newest({ folder }: { readonly folder: Folder }) {
  const asked = useAsked('library.newest', { id: folder.id, limit: SHOWN }, ['library']);
  const Icon = KINDS[folder.kind].icon;
  return (
    <div className="flex items-start gap-3">
      <Icon aria-hidden="true" className="mt-0.5 size-4 flex-none text-ink-3" />
      <div className="min-w-0 flex-1">
        <h3 className="font-medium">{folder.name}</h3>
        <AskedRegion
          asked={asked}
          what={`what was found in ${folder.name}`}
          skeleton={<Skeleton className="mt-1 h-4" />}
        >
          {({ items }) =>
            items.length === 0 ? (
              <p className="text-ink-3">Nothing yet.</p>
            ) : (
              <ul className="text-ink-2">
                {items.map((item) => (
                  <li key={item.id} className="inline after:text-ink-3 not-last:after:content-['_·_']">
                    {item.title}
                    {item.year === null ? null : <span className="text-ink-3 tabular-nums"> {item.year}</span>}
                  </li>
                ))}
              </ul>
            )
          }
        </AskedRegion>
      </div>
    </div>
  );
}
