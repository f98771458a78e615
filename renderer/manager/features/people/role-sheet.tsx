import { useState } from 'react';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { RoleChoice } from './role-choice.tsx';
import { ROLE_WORDS, type Person } from './role-words.ts';

/** Another role; whoever becomes an owner needs an owner's password with it (AUTH-04). */
export function RoleSheet({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const [role, setRole] = useState(person.role);
  const [password, setPassword] = useState('');
  const change = useCommand('accounts.setRole');
  const needsPassword = role === 'owner' && person.role !== 'owner';
  const submit = async () => {
    const result = await change.run({ id: person.id, role, ...(needsPassword ? { newPassword: password } : {}) });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `${person.name} is ${ROLE_WORDS[role].name.toLowerCase()} now.` });
    onClose();
  };
  const isAboutPassword = change.failure?.code === 'weak-password';
  return (
    <FormSheet
      title={`Change ${person.name}’s role`}
      about={`${person.name} must sign in again on every device.`}
      problem={isAboutPassword ? null : (change.failure?.message ?? null)}
      onClose={onClose}
      onSubmit={submit}
      action="Change role"
      busy={change.isOut ? 'Changing' : null}
      offReason={offReason(person, role, needsPassword && password === '')}
    >
      <div className="flex flex-col gap-5">
        <RoleChoice value={role} onChoose={setRole} />
        {needsPassword ? (
          <NewPasswordField
            label={`New password for ${person.name}`}
            value={password}
            onValue={setPassword}
            forRole="owner"
            accountName={person.name}
            error={isAboutPassword ? (change.failure?.message ?? null) : null}
          />
        ) : null}
      </div>
    </FormSheet>
  );
}

function offReason(person: Person, role: Person['role'], lacksPassword: boolean): string | null {
  if (role === person.role) return 'Choose another role first.';
  return lacksPassword ? 'An owner needs a longer password: give one first.' : null;
}
