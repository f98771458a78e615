import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '../../../../shared/lan/schemas.ts';
import { generatePassword } from '../../../../shared/generate-password.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckBox } from '../../../ui/check-box.tsx';
import { Field } from '../../../ui/field.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { useAsked } from '../../asked.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { HandedOver } from './handed-over.tsx';
import { RoleChoice } from './role-choice.tsx';
import { titlesIn, type Folder } from './role-words.ts';

/** A new account. Its first password is good for one sign-in, so that only its person knows the lasting one. */
export function AddPersonSheet({ onClose }: { readonly onClose: () => void }) {
  const libraries = useAsked('library.list', {}, ['library']);
  const all = libraries.kind === 'value' ? libraries.value.libraries : [];
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [password, setPassword] = useState(() => generatePassword());
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [madeId, setMadeId] = useState<string | null>(null);
  const create = useCommand('accounts.create');
  const [, navigate] = useLocation();
  const submit = async () => {
    const granted = role === 'owner' ? [] : all.map(({ id }) => id).filter((id) => !hidden.includes(id));
    const result = await create.run({ name, password, role, libraries: granted, mustChangePassword: true });
    if (result.ok) setMadeId(result.value.id);
  };
  if (madeId !== null)
    return (
      <Made name={name.trim()} password={password} onClose={onClose} onDone={() => navigate(`/people/${madeId}`)} />
    );
  const code = create.failure?.code;
  const problem = create.failure?.message ?? null;
  return (
    <FormSheet
      title="Add a person"
      about="Everybody has an account of their own, so that places and lists are theirs and one lost password opens one account."
      problem={code === 'bad-name' || code === 'weak-password' ? null : problem}
      onClose={onClose}
      onSubmit={submit}
      action={`Add ${name.trim() === '' ? 'this person' : name.trim()}`}
      busy={create.isOut ? 'Adding' : null}
      offReason={name.trim() === '' ? 'Give a name first.' : null}
    >
      <div className="flex flex-col gap-5">
        <Field
          label="Name"
          autoComplete="off"
          maxLength={64}
          // The sheet was opened to type it.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            create.forget();
          }}
          error={code === 'bad-name' ? problem : null}
        />
        <RoleChoice value={role} onChoose={setRole} />
        {role === 'owner' ? null : <MaySee all={all} hidden={hidden} onChange={setHidden} />}
        <NewPasswordField
          label="First password"
          value={password}
          onValue={(value) => {
            setPassword(value);
            create.forget();
          }}
          forRole={role}
          accountName={name}
          error={code === 'weak-password' ? problem : null}
        />
      </div>
    </FormSheet>
  );
}

type MaySeeProps = {
  readonly all: readonly Folder[];
  readonly hidden: readonly string[];
  readonly onChange: (hidden: readonly string[]) => void;
};

const MaySee = ({ all, hidden, onChange }: MaySeeProps) => (
  <fieldset>
    <legend className="text-label font-medium">May see</legend>
    {all.length === 0 ? (
      <p className="text-body text-ink-3">There is no library yet. What you add later can be shared on this page.</p>
    ) : (
      <ul className="sm:columns-2 sm:gap-8">
        {all.map((library) => (
          <li key={library.id} className="break-inside-avoid">
            <CheckBox
              label={library.name}
              aside={titlesIn(library)}
              isChecked={!hidden.includes(library.id)}
              onCheck={(isSeen) =>
                onChange(isSeen ? hidden.filter((id) => id !== library.id) : [...hidden, library.id])
              }
            />
          </li>
        ))}
      </ul>
    )}
  </fieldset>
);

type MadeProps = {
  readonly name: string;
  readonly password: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
};

function Made({ name, password, onClose, onDone }: MadeProps) {
  const status = useAsked('system.status', {}, ['status']);
  const [address = null] = status.kind === 'value' ? status.value.addresses : [];
  const done = () => {
    onClose();
    onDone();
  };
  return (
    <Sheet
      title={`${name} can sign in`}
      about="Tell them this; the password is not shown again. It is good for one sign-in, which asks for a password only they know."
      onClose={null}
      onSubmit={done}
      actions={
        <Button type="submit" variant="primary">
          I have passed it on
        </Button>
      }
    >
      <HandedOver name={name} password={password} address={address} />
    </Sheet>
  );
}
