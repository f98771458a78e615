import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { chosenIn } from '../../shell-answer.ts';
import { useCommand } from '../../use-command.ts';

/** Where copies go besides this computer, best on another disk. */
export function SecondFolderSheet({ path, onClose }: { readonly path: string | null; readonly onClose: () => void }) {
  const [typed, setTyped] = useState(path ?? '');
  const set = useCommand('backups.setSecondFolder');
  const { shell } = bridge;
  const store = async (next: string | null) => {
    const result = await set.run({ path: next });
    if (!result.ok) return;
    showToast({
      status: 'ok',
      text:
        next === null
          ? 'Backups stay on this computer alone. What lies in the folder is left there.'
          : result.value.isSameDisk
            ? 'Set. It is on the same disk: choose one on another, or both die together.'
            : 'Set. The newest backup is copied there within minutes.',
    });
    onClose();
  };
  const choose = async () => {
    const chosen = shell === null ? null : chosenIn(await shell.chooseFolder());
    if (chosen !== null) setTyped(chosen);
  };
  return (
    <FormSheet
      title="A second folder for backups"
      about="Every backup is copied there and read back. A disk you can take out, or a network drive, is best."
      onClose={onClose}
      onSubmit={() => store(typed.trim())}
      action="Use this folder"
      otherAction={
        path === null ? null : (
          <Button variant="quiet" onClick={() => void store(null)}>
            Use no second folder
          </Button>
        )
      }
      busy={set.isOut ? 'Looking' : null}
      offReason={typed.trim() === '' ? 'Give the folder first.' : null}
    >
      <Field
        label="Folder"
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="/media/blue-disk/holdfast"
        maxLength={4096}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          set.forget();
        }}
        help="Its whole path on the computer Holdfast runs on."
        error={set.failure?.message ?? null}
        trailing={
          shell === null ? undefined : (
            <Button size="s" icon={<FolderOpen className="size-4" />} className="mr-1.5" onClick={() => void choose()}>
              Choose
            </Button>
          )
        }
      />
    </FormSheet>
  );
}
