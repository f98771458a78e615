import { useState } from 'react';
import { generatePassword } from '../../../../shared/generate-password.ts';
import { Button } from '../../../ui/button.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { HandedOver } from './handed-over.tsx';
import { counted, type Person } from './role-words.ts';

/** A new password for somebody who forgot theirs: only here, never over the network (AUTH-19). */
export function ResetPasswordSheet({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const [password, setPassword] = useState(() => generatePassword(person.name));
  const [isOnce, setOnce] = useState(true);
  const [isDone, setDone] = useState(false);
  const reset = useCommand('accounts.resetPassword');
  const submit = async () => {
    const result = await reset.run({ id: person.id, password, once: isOnce });
    if (result.ok) setDone(true);
  };
  if (isDone) {
    return (
      <Sheet
        title={`${person.name} has a new password`}
        about={
          isOnce
            ? 'Tell them; it is not shown again. It is good for one sign-in, which asks for a password only they know.'
            : 'Tell them; it is not shown again.'
        }
        onClose={null}
        onSubmit={onClose}
        actions={
          <Button type="submit" variant="primary">
            I have passed it on
          </Button>
        }
      >
        <HandedOver name={person.name} password={password} address={null} />
      </Sheet>
    );
  }
  const isAboutPassword = reset.failure?.code === 'weak-password';
  return (
    <FormSheet
      title={`Reset ${person.name}’s password`}
      about={
        person.sessions === 0
          ? 'The old password stops working at once.'
          : `The old password stops working at once, and ${counted(person.sessions, 'device')} must sign in again.`
      }
      problem={isAboutPassword ? null : (reset.failure?.message ?? null)}
      onClose={onClose}
      onSubmit={submit}
      action="Reset password"
      busy={reset.isOut ? 'Resetting' : null}
      offReason={password === '' ? 'Enter a password first.' : null}
    >
      <div className="flex flex-col gap-5">
        <NewPasswordField
          label="New password"
          value={password}
          onValue={(value) => {
            setPassword(value);
            reset.forget();
          }}
          forRole={person.role}
          accountName={person.name}
          error={isAboutPassword ? (reset.failure?.message ?? null) : null}
        />
        <Switch
          label="Good for one sign-in"
          about="The next sign-in asks for a password that only this person knows."
          isOn={isOnce}
          onSwitch={setOnce}
        />
      </div>
    </FormSheet>
  );
}
