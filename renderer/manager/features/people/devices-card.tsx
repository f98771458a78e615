import { Laptop, Smartphone, Tablet, Tv, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { askAgain, useAsked } from '../../asked.ts';
import { useCommand } from '../../use-command.ts';
import { SignOutSheet } from './confirm-sheets.tsx';
import { counted, type Device, type Person } from './role-words.ts';

/** Where a person is signed in; each device can be signed out, and so can all of them (SESS-05, SESS-06). */
export function DevicesCard({ person }: { readonly person: Person }) {
  const asked = useAsked('accounts.sessions', { id: person.id }, ['people', 'audit']);
  const [isLeaving, setLeaving] = useState(false);
  const count = asked.kind === 'value' ? asked.value.sessions.length : 0;
  return (
    <Card
      title={count === 0 ? 'Devices' : `Signed in on ${counted(count, 'device')}`}
      isFlush
      aside={
        count === 0 ? undefined : (
          <Button size="s" variant="danger-text" onClick={() => setLeaving(true)}>
            Sign out everywhere
          </Button>
        )
      }
    >
      <AskedRegion asked={asked} what="the list of devices" skeleton={<Skeleton className="m-4 h-16" />}>
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p className="px-4 py-5 text-ink-3">
              {person.name} is signed in nowhere. A device appears here as soon as it signs in.
            </p>
          ) : (
            <DataTable
              label={`Devices ${person.name} is signed in on`}
              rows={sessions}
              rowKey={({ id }) => id}
              columns={[
                { key: 'device', label: 'Device', cell: (device) => <DeviceName device={device} /> },
                {
                  key: 'from',
                  label: 'From',
                  className: 'max-sm:hidden',
                  cell: ({ address }) => <span className="text-ink-2 tabular-nums">{address}</span>,
                },
                {
                  key: 'active',
                  label: 'Last active',
                  className: 'max-sm:hidden',
                  cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
                },
                {
                  key: 'since',
                  label: 'Since',
                  className: 'max-md:hidden',
                  cell: ({ createdAt }) => (
                    <span className="text-ink-3">
                      <RelativeTime at={createdAt} as="clock" />
                    </span>
                  ),
                },
                {
                  key: 'out',
                  label: 'Sign out',
                  isHeadHidden: true,
                  align: 'right',
                  cell: (device) => <SignOutButton device={device} />,
                },
              ]}
            />
          )
        }
      </AskedRegion>
      {isLeaving ? <SignOutSheet person={person} devices={count} onClose={() => setLeaving(false)} /> : null}
    </Card>
  );
}

const ICONS: readonly (readonly [RegExp, LucideIcon])[] = [
  [/iPad|tablet/i, Tablet],
  [/iPhone|Android|phone/i, Smartphone],
  [/TV|Tizen|webOS/i, Tv],
];

function DeviceName({ device }: { readonly device: Device }) {
  const Icon = ICONS.find(([pattern]) => pattern.test(device.device))?.[1] ?? Laptop;
  return (
    <span className="flex items-center gap-2.5">
      <Icon aria-hidden="true" className="size-5 flex-none text-ink-3" />
      <span className="min-w-0">
        <span className="block font-medium break-words">{device.device}</span>
        {/* On a phone one column holds all three. */}
        <span className="block text-small text-ink-3 tabular-nums sm:hidden">
          {device.address} · <RelativeTime at={device.lastSeenAt} />
        </span>
      </span>
    </span>
  );
}

function SignOutButton({ device }: { readonly device: Device }) {
  const end = useCommand('accounts.endSession');
  const signOut = async () => {
    const result = await end.run({ sessionId: device.id });
    if (result.ok) showToast({ status: 'ok', text: `${device.device} is signed out.` });
    else showToast({ status: 'fail', text: result.failure.message });
    askAgain('accounts.sessions');
  };
  return (
    <Button
      size="s"
      busy={end.isOut ? 'Signing out' : null}
      aria-label={end.isOut ? undefined : `Sign out ${device.device}`}
      onClick={() => void signOut()}
    >
      Sign out
    </Button>
  );
}
