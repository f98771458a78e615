import { FolderPlus, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { Note } from '../../../ui/note.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { AddFolderSheet } from './add-folder-sheet.tsx';
import { figure, isScanning, titlesIn, type Folder } from './folder-words.ts';
import { FolderTable } from './folder-table.tsx';
import { LibrarySkeleton } from './library-skeleton.tsx';
import { NewestCard } from './newest-card.tsx';
import { ScanCard } from './scan-card.tsx';
import { scanFolders } from './scan-folders.ts';
import { UnreadableCard } from './unreadable-card.tsx';
import { useScanEnds } from './use-scan-ends.ts';

/** The folders Holdfast reads: what is in them, how far it is with them, and what it could not read. */
export default function LibraryPage() {
  usePageTitle('Library');
  const asked = useAsked('library.list', {}, ['library', 'status']);
  const [isAdding, setAdding] = useState(false);
  const add = () => setAdding(true);
  return (
    <>
      <AskedRegion asked={asked} what="the list of folders" skeleton={<LibrarySkeleton />}>
        {({ libraries }) =>
          libraries.length === 0 ? <NoFolders onAdd={add} /> : <Folders folders={libraries} onAdd={add} />
        }
      </AskedRegion>
      {isAdding ? <AddFolderSheet onClose={() => setAdding(false)} /> : null}
    </>
  );
}

const NoFolders = ({ onAdd }: { readonly onAdd: () => void }) => (
  <EmptyState
    level={1}
    picture={<ShelfPicture />}
    title="Nothing to watch yet"
    action={
      <Button variant="primary" size="l" icon={<FolderPlus className="size-4" />} onClick={onAdd}>
        Add a folder
      </Button>
    }
  >
    Choose a folder of films, shows, music or photos. Holdfast reads it and never changes a file in it.
  </EmptyState>
);

function Folders({ folders, onAdd }: { readonly folders: readonly Folder[]; readonly onAdd: () => void }) {
  useScanEnds(folders);
  const reader = useReader();
  const scanning = folders.filter(isScanning);
  const unreadable = folders.reduce((sum, folder) => sum + folder.unreadable, 0);
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={headline(folders, scanning.length)}
        about={about(folders)}
        actions={
          <>
            <Button
              icon={<RefreshCw className="size-4" />}
              offReason={reader ?? (scanning.length === folders.length ? 'Every folder is being scanned.' : null)}
              onClick={() => void scanFolders(folders.filter((folder) => !isScanning(folder)))}
            >
              Scan all
            </Button>
            <Button variant="primary" icon={<FolderPlus className="size-4" />} onClick={onAdd}>
              Add a folder
            </Button>
          </>
        }
      />
      {reader === null ? null : (
        <Note status="warn" title={reader}>
          What was found stays. New and changed files are not seen until then.
        </Note>
      )}
      {scanning.map((folder) => (
        <ScanCard key={folder.id} folder={folder} />
      ))}
      <FolderTable folders={folders} readerProblem={reader} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <NewestCard folders={folders} />
        {unreadable === 0 ? null : <UnreadableCard folders={folders} count={unreadable} />}
      </div>
    </div>
  );
}

/** Why folders cannot be read now, in a sentence; null when they can. */
function useReader(): string | null {
  const status = useAsked('system.status', {}, ['status', 'incident']);
  if (status.kind !== 'value') return null;
  const { house, worker } = status.value;
  if (house === 'closed') return 'The house is closed, and folders are read again once it is open.';
  return worker.state === 'running' || worker.state === 'starting'
    ? null
    : (worker.problem ?? 'The part of Holdfast that reads folders is not running.');
}

function headline(folders: readonly Folder[], scanning: number): string {
  const titles = folders.reduce((sum, folder) => sum + titlesIn(folder), 0);
  const count = `${figure(titles)} ${titles === 1 ? 'title' : 'titles'}`;
  if (scanning > 0) return `${count}, ${scanning === 1 ? 'one folder is' : `${scanning} folders are`} being scanned`;
  const away = folders.filter(({ available }) => !available).length;
  if (away > 0) return `${count}, ${away === 1 ? 'one folder is' : `${away} folders are`} not connected`;
  return `${count} in ${folders.length === 1 ? 'one folder' : `${folders.length} folders`}`;
}

function about(folders: readonly Folder[]): string {
  const away = folders.filter(({ available }) => !available);
  const now = 'New files appear by themselves within a quarter of an hour.';
  if (away.length === 0) return now;
  const names = away.map(({ name }) => name).join(' and ');
  return `${names} ${away.length === 1 ? 'is' : 'are'} not connected; nothing is removed while ${away.length === 1 ? 'it is' : 'they are'} away.`;
}
