import { useState } from 'react';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { Note } from '../../../ui/note.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { NextStep } from './next-step.tsx';

/** A new password for the owner, which nobody but the owner can choose, and the keys, which Holdfast changed. */
export function PasswordStep({ incident }: { readonly incident: IncidentState }) {
  const { newPasswordDue, keys } = incident;
  return (
    <>
      <Card title="A new password for you">
        {newPasswordDue ? (
          <PasswordForm isRestored={incident.restored !== null} />
        ) : (
          <Note status="ok" title="You have a new password">
            The old one opens nothing any more. Everybody else chooses a new one at their next sign-in.
          </Note>
        )}
      </Card>
      <Card title="Keys Holdfast changed" isFlush>
        {keys.length === 0 ? (
          <p className="p-4 text-label text-ink-2">They are changed as soon as it can no more be a mistake.</p>
        ) : (
          <ul className="divide-y divide-border">
            {keys.map(({ name, outcome, text }) => (
              <li key={name} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2 text-label">
                <span className="w-44 flex-none font-medium">{name}</span>
                <span className="w-24 flex-none">
                  <Pill status={outcome === 'changed' || outcome === 'ended' ? 'ok' : 'neutral'}>
                    {OUTCOMES[outcome]}
                  </Pill>
                </span>
                <span className="min-w-0 flex-1 basis-60 text-ink-2">{text}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <NextStep to="reopen" label="Continue to Reopen" isQuiet={newPasswordDue}>
        {newPasswordDue
          ? 'The house does not open before you have a new password.'
          : 'Next: open again, first on this computer alone.'}
      </NextStep>
    </>
  );
}

const OUTCOMES: Record<IncidentState['keys'][number]['outcome'], string> = {
  changed: 'Changed',
  ended: 'Ended',
  kept: 'Kept',
  'not-in-use': 'Not in use',
};

function PasswordForm({ isRestored }: { readonly isRestored: boolean }) {
  const change = useCommand('incident.newPassword');
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const { failure } = change;
  const isOld = failure?.code === 'wrong-password';
  const isWeak = failure?.code === 'weak-password';
  const submit = async () => {
    const result = await change.run({ password, newPassword });
    if (result.ok) showToast({ status: 'ok', text: 'You have a new password' });
  };
  return (
    <form
      className="flex max-w-110 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!change.isOut) void submit();
      }}
    >
      <p className="text-label text-pretty text-ink-2">
        Whoever was in may know the old one.
        {isRestored ? ' A backup was restored, so it is the password of then.' : ''}
      </p>
      <PasswordField
        label="The owner's password until now"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="current-password"
        error={isOld ? failure.message : null}
        required
      />
      <NewPasswordField
        label="New password for the owner"
        value={newPassword}
        onValue={setNewPassword}
        forRole="owner"
        accountName=""
        error={isWeak ? failure.message : null}
      />
      {failure === null || isOld || isWeak ? null : (
        <Note status="fail" title="The password stays as it is" justFailed>
          {failure.message}
        </Note>
      )}
      <div>
        <Button type="submit" variant="primary" size="l" busy={change.isOut ? 'Changing' : null}>
          Change my password
        </Button>
      </div>
    </form>
  );
}
