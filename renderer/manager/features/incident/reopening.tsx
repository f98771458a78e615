import { useState } from 'react';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Field } from '../../../ui/field.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { Note } from '../../../ui/note.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import { bridge } from '../../bridge.ts';

export type ReopenProblem = { readonly code: string; readonly message: string };

type ReopeningProps = {
  readonly stage: IncidentState['stage'];
  readonly problem: ReopenProblem | null;
  readonly onProblem: (problem: ReopenProblem | null) => void;
};

/** Opens in two stages, each after a green check: this computer with a new password for the owner, then the home. */
export function Reopening({ stage, problem, onProblem }: ReopeningProps) {
  const isFirst = stage === 'closed';
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [reason, setReason] = useState('');
  const [isOut, setOut] = useState(false);
  const isRed = problem?.code === 'check-failed';
  const reopen = async () => {
    setOut(true);
    onProblem(null);
    const result = await bridge.call('incident.reopen', {
      stage: isFirst ? 'computer' : 'home',
      password,
      ...(isFirst && newPassword !== '' ? { newPassword } : {}),
      ...(isRed && reason.trim() !== '' ? { override: { reason: reason.trim() } } : {}),
    });
    setOut(false);
    if (!result.ok) return onProblem(result.failure);
    setPassword('');
    setNewPassword('');
    setReason('');
  };
  return (
    <Card title={isFirst ? 'Reopen on this computer' : 'Reopen for your home'}>
      <form
        className="flex max-w-110 flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isOut) void reopen();
        }}
      >
        <p className="text-label text-ink-2">
          {isFirst
            ? 'Whoever was in may know your password, so you choose a new one. Then the house opens here alone, and you look whether all is well.'
            : 'Everybody in the home may connect again. They choose a new password at their next sign-in.'}
        </p>
        <PasswordField
          label={isFirst ? "The owner's password" : "The owner's new password"}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
        />
        {isFirst ? (
          <NewPasswordField
            label="New password for the owner"
            value={newPassword}
            onValue={setNewPassword}
            forRole="owner"
            accountName=""
          />
        ) : null}
        {problem === null ? null : (
          <Note status="fail" title={isRed ? 'The house is closed' : 'It stays as it is'} justFailed>
            {problem.message}
          </Note>
        )}
        {isRed ? (
          <Field
            label="Open all the same, because"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            help="Your reason is kept with the incident."
          />
        ) : null}
        <div>
          <Button type="submit" variant="primary" size="l" busy={isOut ? 'Checking and opening' : null}>
            {isRed && reason.trim() !== '' ? 'Open all the same' : 'Check, then open'}
          </Button>
        </div>
      </form>
    </Card>
  );
}
