import { Ban, KeyRound, Pencil, RotateCcw, Trash2, UserCog, UserPlus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { minimumLength } from '../../../../shared/password-policy.ts';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { DevicesCard } from './devices-card.tsx';
import { GrantsCard } from './grants-card.tsx';
import { DeleteSheet, DemandSheet, SuspendSheet } from './confirm-sheets.tsx';
import { RenameSheet } from './rename-sheet.tsx';
import { ResetPasswordSheet } from './reset-password-sheet.tsx';
import { RoleSheet } from './role-sheet.tsx';
import { counted, isLastOwner, isUnusedNow, ROLE_WORDS, type Person } from './role-words.ts';

type Open = 'rename' | 'role' | 'reset' | 'demand' | 'suspend' | 'delete';

type PersonDetailProps = { readonly person: Person; readonly people: readonly Person[]; readonly onAdd: () => void };

export function PersonDetail({ person, people, onAdd }: PersonDetailProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const isLast = isLastOwner(person, people);
  const keptOwner = isLast ? 'The only owner. Make somebody else an owner first.' : null;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-4">
        <Avatar name={person.name} className="size-14 text-title" />
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-title font-semibold tracking-tight">
            <span className="min-w-0 break-words">{person.name}</span>
            {person.disabled ? <Pill>Suspended</Pill> : null}
          </h2>
          <p className="text-ink-2">
            {ROLE_WORDS[person.role].name} ·{' '}
            {person.lastSeenAt === null ? (
              'never signed in'
            ) : (
              <>
                here <RelativeTime at={person.lastSeenAt} />
              </>
            )}
          </p>
        </div>
        <div className="flex flex-none items-center gap-2 max-sm:w-full max-sm:justify-between">
          {person.disabled ? (
            <Button variant="primary" icon={<RotateCcw className="size-4" />} onClick={() => void resume(person)}>
              Let back in
            </Button>
          ) : (
            <Button icon={<KeyRound className="size-4" />} onClick={() => setOpen('reset')}>
              Reset password
            </Button>
          )}
          <ActionMenu
            label={`More for ${person.name}`}
            actions={[
              { label: 'Rename', icon: <Pencil className="size-4" />, run: () => setOpen('rename') },
              {
                label: 'Change role',
                icon: <UserCog className="size-4" />,
                run: () => setOpen('role'),
                offReason: keptOwner,
              },
              ...(person.disabled
                ? [{ label: 'Reset password', icon: <KeyRound className="size-4" />, run: () => setOpen('reset') }]
                : [
                    {
                      label: 'Ask for a new password',
                      icon: <KeyRound className="size-4" />,
                      run: () => setOpen('demand'),
                      offReason: person.mustChangePassword ? 'Asked for at the next sign-in already.' : null,
                    },
                    {
                      label: 'Suspend',
                      icon: <Ban className="size-4" />,
                      run: () => setOpen('suspend'),
                      offReason: keptOwner,
                    },
                  ]),
              {
                label: 'Delete',
                icon: <Trash2 className="size-4" />,
                run: () => setOpen('delete'),
                isDanger: true,
                offReason: keptOwner,
              },
            ]}
          />
        </div>
      </div>
      <PersonNotes person={person} people={people} onSuspend={() => setOpen('suspend')} onAdd={onAdd} />
      <Facts person={person} />
      <DevicesCard person={person} />
      <GrantsCard person={person} />
      {open === 'rename' ? <RenameSheet person={person} onClose={close} /> : null}
      {open === 'role' ? <RoleSheet person={person} onClose={close} /> : null}
      {open === 'reset' ? <ResetPasswordSheet person={person} onClose={close} /> : null}
      {open === 'demand' ? <DemandSheet person={person} onClose={close} /> : null}
      {open === 'suspend' ? <SuspendSheet person={person} onClose={close} /> : null}
      {open === 'delete' ? <DeleteSheet person={person} onClose={close} /> : null}
    </div>
  );
}

async function resume(person: Person): Promise<void> {
  const result = await bridge.call('accounts.setDisabled', { id: person.id, disabled: false });
  if (result.ok) showToast({ status: 'ok', text: `${person.name} can sign in again.` });
  else showToast({ status: 'fail', text: result.failure.message });
}

type PersonNotesProps = PersonDetailProps & { readonly onSuspend: () => void };

/** What is not as safe as it could be with this account; each with the button that mends it. */
function PersonNotes({ person, people, onSuspend, onAdd }: PersonNotesProps) {
  if (isUnusedNow(person) && !isLastOwner(person, people)) {
    return (
      <Note
        status="warn"
        title="Not used for 90 days"
        action={
          <Button size="s" onClick={onSuspend}>
            Suspend
          </Button>
        }
      >
        Whoever learns this password comes in unnoticed. Suspending keeps the account and its history.
      </Note>
    );
  }
  if (person.role === 'owner' && people.length === 1) {
    return (
      <Note
        status="info"
        title="You watch with the owner’s account"
        action={
          <Button size="s" icon={<UserPlus className="size-3.5" />} onClick={onAdd}>
            Add a person
          </Button>
        }
      >
        Somebody who gets hold of a signed-in phone or TV has what its account has. An account of your own for watching
        has less.
      </Note>
    );
  }
  return null;
}

function Facts({ person }: { readonly person: Person }) {
  const libraries = useAsked('library.list', {}, ['library']);
  const all = libraries.kind === 'value' ? libraries.value.libraries : null;
  const seen = all?.filter(({ id }) => person.role === 'owner' || person.libraries.includes(id)) ?? null;
  return (
    <dl className="grid grid-cols-2 border-y border-border xl:grid-cols-4">
      <Fact
        label="Password"
        about={person.mustChangePassword ? 'given for one sign-in' : `${minimumLength(person.role)} characters or more`}
      >
        {person.mustChangePassword ? (
          'A new one is due'
        ) : (
          <>
            Set <RelativeTime at={person.passwordChangedAt} />
          </>
        )}
      </Fact>
      <Fact
        label="Signed in"
        about={
          person.lastSeenAt === null ? (
            'never yet'
          ) : (
            <>
              last active <RelativeTime at={person.lastSeenAt} />
            </>
          )
        }
      >
        {person.sessions === 0 ? 'Nowhere' : `On ${counted(person.sessions, 'device')}`}
      </Fact>
      <Fact
        label="May see"
        about={person.role === 'owner' ? 'as an owner' : seen === null ? '' : `${seen.length} of ${all?.length ?? 0}`}
      >
        {person.role === 'owner'
          ? 'Everything'
          : seen === null
            ? '…'
            : seen.length === 0
              ? 'Nothing yet'
              : seen.map(({ name }) => name).join(', ')}
      </Fact>
      <Fact label="Account made" about={<RelativeTime at={person.createdAt} as="clock" />}>
        <RelativeTime at={person.createdAt} />
      </Fact>
    </dl>
  );
}

type FactProps = { readonly label: string; readonly children: ReactNode; readonly about: ReactNode };

const Fact = ({ label, children, about }: FactProps) => (
  <div className="min-w-0 border-border py-3 pr-4 not-first:pl-4 max-xl:[&:nth-child(n+3)]:border-t max-xl:[&:nth-child(odd)]:pl-0 xl:not-first:border-l max-xl:[&:nth-child(even)]:border-l">
    <dt className="text-small text-ink-3">{label}</dt>
    <dd>
      <span className="block font-medium break-words">{children}</span>
      <span className="block text-small text-ink-3">{about}</span>
    </dd>
  </div>
);
