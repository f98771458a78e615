import { Pencil, RefreshCw, Trash2, Unplug, UsersRound } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { figure, isScanning, KINDS, paceOf, titleWords, type Folder } from './folder-words.ts';
import { RemoveFolderSheet } from './remove-folder-sheet.tsx';
import { RenameFolderSheet } from './rename-folder-sheet.tsx';
import { scanFolders } from './scan-folders.ts';

type FolderTableProps = {
  readonly folders: readonly Folder[];
  /** Why nothing can be scanned now. */
  readonly readerProblem: string | null;
};

export function FolderTable({ folders, readerProblem }: FolderTableProps) {
  const [open, setOpen] = useState<{ readonly sheet: 'rename' | 'remove'; readonly folder: Folder } | null>(null);
  const [, navigate] = useLocation();
  const close = () => setOpen(null);
  return (
    <Card title="Folders" count={folders.length} isFlush>
      <DataTable
        label="Folders"
        rows={folders}
        rowKey={({ id }) => id}
        columns={[
          { key: 'folder', label: 'Folder', cell: (folder) => <FolderName folder={folder} /> },
          { key: 'titles', label: 'Titles', className: 'max-md:hidden', cell: (folder) => <Titles folder={folder} /> },
          {
            key: 'files',
            label: 'Files',
            className: 'max-lg:hidden',
            cell: ({ files }) => <span className="text-ink-2 tabular-nums">{figure(files)}</span>,
          },
          { key: 'state', label: 'State', cell: (folder) => <State folder={folder} /> },
          {
            key: 'more',
            label: 'What can be done',
            isHeadHidden: true,
            align: 'right',
            cell: (folder) => (
              <span className="flex items-center justify-end gap-2">
                {folder.available || isScanning(folder) ? null : (
                  <Button size="s" offReason={readerProblem} onClick={() => void scanFolders([folder])}>
                    Look again
                  </Button>
                )}
                <ActionMenu
                  label={`More for ${folder.name}`}
                  actions={[
                    {
                      label: 'Scan now',
                      icon: <RefreshCw className="size-4" />,
                      run: () => void scanFolders([folder]),
                      offReason: readerProblem ?? (isScanning(folder) ? 'It is being scanned.' : null),
                    },
                    {
                      label: 'Choose who may see it',
                      icon: <UsersRound className="size-4" />,
                      run: () => navigate('/people'),
                    },
                    {
                      label: 'Rename',
                      icon: <Pencil className="size-4" />,
                      run: () => setOpen({ sheet: 'rename', folder }),
                    },
                    {
                      label: 'Take out of Holdfast',
                      icon: <Trash2 className="size-4" />,
                      isDanger: true,
                      run: () => setOpen({ sheet: 'remove', folder }),
                    },
                  ]}
                />
              </span>
            ),
          },
        ]}
      />
      {open?.sheet === 'rename' ? <RenameFolderSheet folder={open.folder} onClose={close} /> : null}
      {open?.sheet === 'remove' ? <RemoveFolderSheet folder={open.folder} onClose={close} /> : null}
    </Card>
  );
}

function FolderName({ folder }: { readonly folder: Folder }) {
  const Icon = KINDS[folder.kind].icon;
  return (
    <span className="flex items-center gap-3 py-1">
      <Icon aria-hidden="true" className="size-5 flex-none text-ink-3" />
      <span className="min-w-0">
        <span className="block font-medium break-words">{folder.name}</span>
        <PathText path={folder.path} className="block text-small text-ink-3" />
        <span className="block text-small md:hidden">
          <Titles folder={folder} />
        </span>
      </span>
    </span>
  );
}

function Titles({ folder }: { readonly folder: Folder }) {
  const { main, more } = titleWords(folder);
  return (
    <span className="tabular-nums">
      {main}
      {more === null ? null : <span className="text-ink-3"> · {more}</span>}
    </span>
  );
}

function State({ folder }: { readonly folder: Folder }) {
  const { scan } = folder;
  if (scan?.state === 'running') {
    const { share } = paceOf(scan);
    return (
      <span className="text-accent-text tabular-nums">
        {share === null ? 'Being scanned' : `${Math.floor(share * 100)} % scanned`}
      </span>
    );
  }
  if (!folder.available) {
    return (
      <span className="flex items-start gap-1.5 text-ink-2">
        <Unplug aria-hidden="true" className="mt-0.5 size-4 flex-none" />
        <span className="min-w-0">{folder.awayReason ?? 'Its drive is not connected.'}</span>
      </span>
    );
  }
  if (scan?.state === 'failed') return <Dot tone="bg-fail-solid">{scan.message ?? 'The last scan failed.'}</Dot>;
  if (folder.scannedAt === null) return <span className="text-ink-3">Not scanned yet</span>;
  return (
    <Dot tone="bg-ok-solid">
      Up to date, <RelativeTime at={folder.scannedAt} />
    </Dot>
  );
}

const Dot = ({ tone, children }: { readonly tone: string; readonly children: ReactNode }) => (
  <span className="flex items-baseline gap-2">
    <span aria-hidden="true" className={`size-2 flex-none rounded-full ${tone}`} />
    <span className="min-w-0">{children}</span>
  </span>
);
