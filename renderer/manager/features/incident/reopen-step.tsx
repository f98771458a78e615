import { House, Monitor } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Field } from '../../../ui/field.tsx';
import { Note } from '../../../ui/note.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { useCommand } from '../../use-command.ts';
import { LookedAtList } from './looked-at-list.tsx';
import { addressOf } from './places.ts';

/** Opens in two stages, each after a green check that is shown first: this computer, then the home. */
export function ReopenStep({ incident }: { readonly incident: IncidentState }) {
  const { stage, newPasswordDue } = incident;
  // Typed once for both stages; it goes with the page.
  const [password, setPassword] = useState('');
  const isFirst = stage === 'closed';
  const checked = useAsked('incident.recheck', {}, ['status']);
  return (
    <>
      <Stages stage={stage} />
      {isFirst && newPasswordDue ? (
        <Note
          status="warn"
          title="You need a new password first"
          action={
            <Link href={addressOf('password')} className="font-medium text-accent-text hover:underline">
              Choose one
            </Link>
          }
        >
          Whoever was in may know the old one, so the house does not open with it.
        </Note>
      ) : null}
      <AskedRegion asked={checked} what="what must be well" skeleton={<Skeleton className="h-64" />}>
        {({ at, looked }) => {
          const isRed = looked.some(({ problems }) => problems.length > 0);
          return (
            <>
              <LookedAtList at={at} looked={looked} />
              {isFirst && newPasswordDue ? null : (
                <OpenForm key={stage} isFirst={isFirst} isRed={isRed} password={password} onPassword={setPassword} />
              )}
            </>
          );
        }}
      </AskedRegion>
    </>
  );
}

/** How far the house is open. */
const Stages = ({ stage }: Pick<IncidentState, 'stage'>) => (
  <ol aria-label="Reopening goes in stages" className="grid gap-3 sm:grid-cols-2">
    {[
      { icon: Monitor, title: 'This computer', about: 'You look whether all is well', isOpen: stage !== 'closed' },
      { icon: House, title: 'Your home', about: 'Everybody signs in again', isOpen: stage === 'home' },
    ].map(({ icon: Icon, title, about, isOpen }) => (
      <li
        key={title}
        className={classNames(
          'flex items-center gap-3 rounded-card border px-4 py-3 text-label',
          isOpen ? 'border-ok-border bg-ok-bg' : 'border-dashed border-border-strong',
        )}
      >
        <Icon aria-hidden="true" className={classNames('size-5 flex-none', isOpen ? 'text-ok' : 'text-ink-3')} />
        <span className="min-w-0">
          <span className="block font-medium">{title}</span>
          <span className="block text-small text-ink-2">{isOpen ? 'Open' : about}</span>
        </span>
      </li>
    ))}
  </ol>
);

type OpenFormProps = {
  readonly isFirst: boolean;
  readonly isRed: boolean;
  readonly password: string;
  readonly onPassword: (password: string) => void;
};

function OpenForm({ isFirst, isRed, password, onPassword }: OpenFormProps) {
  const reopen = useCommand('incident.reopen');
  const [reason, setReason] = useState('');
  // The house may have turned red between the look and the opening.
  const mustSayWhy = isRed || reopen.failure?.code === 'check-failed';
  const submit = () =>
    void reopen.run({
      stage: isFirst ? 'computer' : 'home',
      password,
      ...(mustSayWhy && reason.trim() !== '' ? { override: { reason: reason.trim() } } : {}),
    });
  const isWrong = reopen.failure?.code === 'wrong-password';
  return (
    <Card title={isFirst ? 'Open on this computer' : 'Open for your home'}>
      <form
        className="flex max-w-110 flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!reopen.isOut) submit();
        }}
      >
        <p className="text-label text-pretty text-ink-2">
          {isFirst
            ? 'Only you, and only here. Nobody in your home reaches the house yet.'
            : 'Everybody in your home may connect again. They sign in anew and choose a new password.'}
        </p>
        <PasswordField
          label="Your new password"
          value={password}
          onChange={(event) => onPassword(event.target.value)}
          autoComplete="current-password"
          error={isWrong ? (reopen.failure?.message ?? null) : null}
          required
        />
        {reopen.failure === null || isWrong ? null : (
          <Note status="fail" title="It stays as it is" justFailed>
            {reopen.failure.message}
          </Note>
        )}
        {mustSayWhy ? (
          <Field
            label="Open all the same, because"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            help="Better mend what is red first. Your reason is kept with the incident."
            minLength={3}
            maxLength={200}
            required
          />
        ) : null}
        <div>
          <Button
            type="submit"
            variant={mustSayWhy ? 'danger-text' : 'primary'}
            size="l"
            busy={reopen.isOut ? 'Checking and opening' : null}
          >
            {mustSayWhy ? 'Open all the same' : isFirst ? 'Open on this computer' : 'Open for your home'}
          </Button>
        </div>
      </form>
    </Card>
  );
}
