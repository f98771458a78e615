import { useState } from 'react';
import { Field } from '../../../ui/field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import type { Folder } from './folder-words.ts';

export function RenameFolderSheet({ folder, onClose }: { readonly folder: Folder; readonly onClose: () => void }) {
  const [name, setName] = useState(folder.name);
  const rename = useCommand('library.rename');
  const submit = async () => {
    const result = await rename.run({ id: folder.id, name });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `${folder.name} is called ${name.trim()} now.` });
    onClose();
  };
  const isAboutName = rename.failure?.code === 'bad-name';
  return (
    <FormSheet
      title={`Rename ${folder.name}`}
      about="This is what people see. The folder on the disk keeps its own name."
      problem={isAboutName ? null : (rename.failure?.message ?? null)}
      onClose={onClose}
      onSubmit={submit}
      action="Rename"
      busy={rename.isOut ? 'Renaming' : null}
      offReason={name.trim() === '' ? 'Give a name first.' : null}
    >
      <Field
        label="Name"
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          rename.forget();
        }}
        error={isAboutName ? (rename.failure?.message ?? null) : null}
      />
    </FormSheet>
  );
}
