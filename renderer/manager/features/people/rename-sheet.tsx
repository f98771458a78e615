import { useState } from 'react';
import { Field } from '../../../ui/field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import type { Person } from './role-words.ts';

export function RenameSheet({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const [name, setName] = useState(person.name);
  const rename = useCommand('accounts.rename');
  const submit = async () => {
    const result = await rename.run({ id: person.id, name });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `${person.name} is ${name.trim()} now.` });
    onClose();
  };
  const isAboutName = rename.failure?.code === 'bad-name';
  return (
    <FormSheet
      title={`Rename ${person.name}`}
      about="The new name is the one to sign in with. Devices stay signed in."
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
        maxLength={64}
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
