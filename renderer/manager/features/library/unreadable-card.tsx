import { Ban, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { figure, type Folder } from './folder-words.ts';

type UnreadableCardProps = { readonly folders: readonly Folder[]; readonly count: number };

/** Files that were set aside, and why; nothing else is held up by them. */
export const UnreadableCard = ({ folders, count }: UnreadableCardProps) => (
  <Card
    title="Could not be read"
    count={count}
    isFlush
    footer={
      <p className="text-small text-ink-3">
        They are left alone, and read again once they have changed: copy them anew, or mend what is said beside them.
      </p>
    }
  >
    <div className="divide-y divide-border">
      {folders
        .filter(({ unreadable }) => unreadable > 0)
        .map((folder) => (
          <FilesOf key={folder.id} folder={folder} />
        ))}
    </div>
  </Card>
);

const PAGE = 5;
/** As many as one question may ask for. */
const MOST = 500;

function FilesOf({ folder }: { readonly folder: Folder }) {
  const [limit, setLimit] = useState(PAGE);
  const asked = useAsked('library.unreadable', { id: folder.id, limit }, ['library']);
  return (
    <AskedRegion
      asked={asked}
      what={`the unreadable files of ${folder.name}`}
      skeleton={<Skeleton className="m-4 h-16" />}
    >
      {({ files, total, next }) => (
        <>
          <ul aria-label={`Unreadable files of ${folder.name}`} className="divide-y divide-border">
            {files.map((file) => (
              <li key={file.path} className="flex items-start gap-3 px-4 py-3">
                {file.code === 'crashed-reader' ? (
                  <Ban aria-hidden="true" className="mt-0.5 size-4 flex-none text-ink-3" />
                ) : (
                  <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 flex-none text-warn" />
                )}
                <div className="min-w-0">
                  <p className="font-medium break-words">{file.path.split('/').at(-1)}</p>
                  <p className="text-ink-2">{file.message}</p>
                  <p className="font-mono text-small break-all text-ink-3">
                    {folder.name}/{file.path}
                  </p>
                </div>
              </li>
            ))}
          </ul>
          {next === null || limit >= MOST ? null : (
            <div className="border-t border-border px-4 py-2.5">
              <Button size="s" variant="quiet" onClick={() => setLimit(Math.min(MOST, limit * 4))}>
                Show more of {figure(total)} in {folder.name}
              </Button>
            </div>
          )}
        </>
      )}
    </AskedRegion>
  );
}
