import { useState, type FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { Note } from '../../../ui/note.tsx';
import type { CallFailure } from '../../api.ts';
import { signIn, type Due } from './store.ts';

/** In place of the sign-in form: the password was right, and opens nothing but this. */
export function DuePasswordForm({ due, onBack }: { readonly due: Due; readonly onBack: () => void }) {
  const [next, setNext] = useState('');
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    setFailure(null);
    const result = await signIn(due.name, due.password, next);
    setPending(false);
    if (!result.ok) setFailure(result.failure);
  };

  const isAboutNext = failure?.code === 'weak-password';
  return (
    <>
      <h1 className="mt-7 text-page font-semibold tracking-tight text-balance">Choose a new password</h1>
      <p className="mt-1.5 text-ink-2">
        The one you have was given to you for this once. From now on only you know yours, {due.name}.
      </p>
      <form noValidate onSubmit={(event) => void submit(event)} className="mt-7 flex flex-col gap-4">
        {/* A password manager files the new password under this name. */}
        <input type="hidden" autoComplete="username" value={due.name} readOnly />
        <NewPasswordField
          label="New password"
          value={next}
          onValue={(value) => {
            setNext(value);
            setFailure(null);
          }}
          forRole="member"
          accountName={due.name}
          error={isAboutNext ? failure.message : null}
        />
        {failure === null || isAboutNext ? null : (
          <Note status="fail" title="The password was not changed" justFailed>
            {failure.message}
          </Note>
        )}
        <Button
          type="submit"
          variant="primary"
          size="player"
          busy={isPending ? 'Signing in' : null}
          offReason={next === '' ? 'Enter a new password first.' : null}
          className="mt-1 w-full"
        >
          Change it and sign in
        </Button>
        <Button variant="quiet" size="l" onClick={onBack}>
          Back
        </Button>
      </form>
    </>
  );
}
