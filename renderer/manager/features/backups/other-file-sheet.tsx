import { FileLock } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { bridge } from '../../bridge.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { chosenIn } from '../../shell-answer.ts';
import { useCommand } from '../../use-command.ts';
import { kitKey } from './backup-words.ts';
import { RestoreForm } from './restore-sheet.tsx';

type Found = {
  readonly file: string;
  readonly identity: string | undefined;
  readonly preview: Output<'backups.preview'>;
};

/** A backup from a disk, or of another computer: the file first, then what it would change. */
export function OtherFileSheet({ onClose }: { readonly onClose: () => void }) {
  const [file, setFile] = useState('');
  const [key, setKey] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const look = useCommand('backups.preview');
  const { shell } = bridge;
  const identity = kitKey(key);
  const submit = async () => {
    if (identity === 'not-a-key') return;
    const chosen = { file: file.trim(), ...(identity === null ? {} : { identity }) };
    const preview = await look.run(chosen);
    if (preview.ok) setFound({ file: chosen.file, identity: chosen.identity, preview: preview.value });
  };
  if (found !== null) {
    const { preview } = found;
    const chosen = { file: found.file, ...(found.identity === undefined ? {} : { identity: found.identity }) };
    return (
      <RestoreForm
        madeAt={preview.madeAt}
        chosen={chosen}
        preview={{ kind: 'value', value: preview }}
        onClose={onClose}
      />
    );
  }
  const code = look.failure?.code;
  const isAboutKey = code === 'wrong-key';
  const isAboutFile = code === 'no-such-file' || code === 'not-a-backup' || code === 'truncated' || code === 'damaged';
  const message = look.failure?.message ?? null;
  return (
    <FormSheet
      title="Restore from another file"
      about="One that lies on another disk, or was made on another computer. It is read and shown first; nothing is changed yet."
      problem={isAboutKey || isAboutFile ? null : message}
      onClose={onClose}
      onSubmit={submit}
      action="Look into it"
      busy={look.isOut ? 'Reading' : null}
      offReason={file.trim() === '' ? 'Give the file first.' : null}
      staysWhileBusy
    >
      <div className="flex flex-col gap-5">
        <Field
          label="Backup file"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={4_096}
          placeholder="/media/blue-disk/holdfast-2026-11-21T03-00-00Z-1a2b3c4d.age"
          value={file}
          onChange={(event) => {
            setFile(event.target.value);
            look.forget();
          }}
          help="Its whole path on the computer Holdfast runs on. It ends with .age."
          error={isAboutFile ? message : null}
          trailing={
            shell === null ? undefined : (
              <Button
                size="s"
                icon={<FileLock className="size-4" />}
                className="mr-1.5"
                onClick={() => void shell.chooseBackup().then((answer) => setFile(chosenIn(answer) ?? file))}
              >
                Choose
              </Button>
            )
          }
        />
        <Field
          label="Key of its recovery kit"
          mono
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={200}
          placeholder="AGE-SECRET-KEY-1…"
          value={key}
          onChange={(event) => {
            setKey(event.target.value);
            look.forget();
          }}
          help="Only for a backup of another computer; its own this one opens without."
          error={identity === 'not-a-key' ? 'A key begins with AGE-SECRET-KEY-1 and has 58 letters and digits after it.' : isAboutKey ? message : null} // prettier-ignore
        />
      </div>
    </FormSheet>
  );
}
