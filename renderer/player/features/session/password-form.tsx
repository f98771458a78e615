import { useState, type FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { Note } from '../../../ui/note.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import type { CallFailure } from '../../api.ts';
import { changePassword } from './account-store.ts';
import { useAccount } from './store.ts';

export function PasswordForm() {
  const account = useAccount();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    setFailure(null);
    const result = await changePassword(current, next);
    setPending(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    setCurrent('');
    setNext('');
  };

  const isAboutCurrent = failure?.code === 'wrong-credentials';
  const isAboutNext = failure?.code === 'weak-password';
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4 rounded-card border border-border bg-surface p-5"
    >
      {/* A password manager files the new password under this name. */}
      <input type="hidden" autoComplete="username" value={account.name} readOnly />
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => {
          setCurrent(event.target.value);
          setFailure(null);
        }}
        error={isAboutCurrent ? failure.message : null}
      />
      <NewPasswordField
        label="New password"
        value={next}
        onValue={(value) => {
          setNext(value);
          setFailure(null);
        }}
        forRole={account.role}
        accountName={account.name}
        error={isAboutNext ? failure.message : null}
      />
      {failure === null || isAboutCurrent || isAboutNext ? null : (
        <Note status="fail" title="The password was not changed" justFailed>
          {failure.message}
        </Note>
      )}
      <Button
        type="submit"
        variant="primary"
        size="l"
        className="self-start"
        busy={isPending ? 'Changing' : null}
        offReason={current === '' || next === '' ? 'Enter your current password and a new one first.' : null}
      >
        Change password
      </Button>
    </form>
  );
}
