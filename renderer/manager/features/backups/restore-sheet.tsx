import { useState } from 'react';
import type { Input, Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked, type Asked } from '../../asked.ts';
import { useCommand } from '../../use-command.ts';
import { changesOf, movesOf, whenWords, type BackupEntry, type Change } from './backup-words.ts';
import { MovedFolders } from './moved-folders.tsx';
import { RunningCard } from './running-card.tsx';

type RestoreSheetProps = {
  readonly backup: Pick<BackupEntry, 'madeAt'>;
  readonly file: string;
  readonly onClose: () => void;
};

/** A backup of the timeline: what a restore would change is read while the sheet opens. */
export function RestoreSheet({ backup, file, onClose }: RestoreSheetProps) {
  const preview = useAsked('backups.preview', { file }, []);
  return <RestoreForm madeAt={backup.madeAt} chosen={{ file }} preview={preview} onClose={onClose} />;
}

type RestoreFormProps = {
  readonly madeAt: string;
  readonly chosen: Pick<Input<'backups.restore'>, 'file' | 'identity'>;
  readonly preview: Asked<Output<'backups.preview'>>;
  readonly onClose: () => void;
};

/** What a restore would change, then the button that does it. The state of today is kept for a week. */
export function RestoreForm({ madeAt, chosen, preview, onClose }: RestoreFormProps) {
  const restore = useCommand('backups.restore');
  const backups = useAsked('backups.list', {}, ['backups']);
  const running = restore.isOut && backups.kind === 'value' ? backups.value.running : null;
  const [when] = useState(() => whenWords(madeAt, Date.now()));
  /** By the path in the backup: where the folder is now, as typed. */
  const [moved, setMoved] = useState<ReadonlyMap<string, string>>(new Map());
  const confirm = async () => {
    const result = await restore.run({ ...chosen, folders: movesOf(moved) });
    if (!result.ok) return;
    showToast({
      status: 'ok',
      text: result.value.isOpen ? 'Restored, and open again.' : 'Restored. The house is closed, as it was.',
    });
    onClose();
  };
  return (
    <Sheet
      title={`Restore the state of ${when}?`}
      about="Today is saved first and kept for a week, and what does not start is taken back by itself. Nobody can watch until it is done."
      problem={restore.failure?.message ?? null}
      isDanger
      onClose={restore.isOut ? null : onClose}
      onSubmit={() => void confirm()}
      actions={
        <>
          {restore.isOut ? null : (
            <Button variant="quiet" onClick={onClose}>
              Cancel
            </Button>
          )}
          <Button
            type="submit"
            variant="danger"
            busy={restore.isOut ? 'Restoring' : null}
            offReason={preview.kind === 'value' ? null : 'What it would change is being read first.'}
          >
            Restore {when}
          </Button>
        </>
      }
    >
      {running === null ? null : (
        <div className="mb-4">
          <RunningCard running={running} />
        </div>
      )}
      <AskedRegion asked={preview} what="what is in this backup" skeleton={<Skeleton className="h-64" />}>
        {({ present, backup: held }) => (
          <>
            <Changes rows={changesOf(present, held)} />
            <MovedFolders
              folders={held.libraries}
              moved={moved}
              onMove={(from, to) => {
                restore.forget();
                setMoved(new Map([...moved, [from, to]]));
              }}
            />
          </>
        )}
      </AskedRegion>
    </Sheet>
  );
}
const Changes = ({ rows }: { readonly rows: readonly Change[] }) => (
  <table className="w-full border-collapse text-left text-body">
    <thead>
      <tr className="text-caption text-ink-3">
        <th scope="col" className="py-1.5 font-medium">
          What
        </th>
        <th scope="col" className="py-1.5 font-medium max-sm:hidden">
          Now
        </th>
        <th scope="col" className="py-1.5 font-medium max-sm:hidden">
          After restoring
        </th>
        <th scope="col" className="py-1.5 text-right font-medium">
          Changes
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map(({ what, now, after, change, tone }) => (
        <tr key={what} className="border-t border-border">
          <th scope="row" className="py-2.5 pr-2 font-medium">
            {what}
          </th>
          <td className="py-2.5 pr-2 text-ink-2 tabular-nums max-sm:hidden">{now}</td>
          <td className="py-2.5 pr-2 tabular-nums max-sm:hidden">{after}</td>
          <td className="py-2.5 text-right">
            <Pill status={tone}>{change}</Pill>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
