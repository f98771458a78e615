import { Laptop, Smartphone, Tv } from 'lucide-react';
import { useState } from 'react';
import type { Session } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';
import { useLoad } from '../../connection.ts';
import { ago, day } from '../../words/moment.ts';
import { loadSessions, revokeAllSessions, revokeSession, useSessions } from './account-store.ts';

export function SessionList() {
  const sessions = useSessions((state) => state.sessions);
  const [isAsking, setAsking] = useState(false);
  useLoad(loadSessions);

  switch (sessions.kind) {
    case 'loading':
      return <ListSkeleton />;
    case 'failed':
      return (
        <Note
          status="fail"
          title="The list did not load"
          action={<Button onClick={() => void loadSessions()}>Try again</Button>}
        >
          {sessions.failure.message}
        </Note>
      );
    case 'ready':
      return (
        <>
          <ul className="divide-y divide-border rounded-card border border-border bg-surface">
            {sessions.value.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
          <Button variant="danger-text" size="l" className="mt-3" onClick={() => setAsking(true)}>
            Sign out everywhere
          </Button>
          {isAsking ? <EverywhereDialog count={sessions.value.length} onClose={() => setAsking(false)} /> : null}
        </>
      );
  }
}

function DeviceIcon({ device }: { readonly device: string }) {
  const look = 'size-5 flex-none text-ink-3';
  if (/\bTV\b/.test(device)) return <Tv className={look} />;
  return /iPhone|iPad|Android/.test(device) ? <Smartphone className={look} /> : <Laptop className={look} />;
}

function SessionRow({ session }: { readonly session: Session }) {
  const [isPending, setPending] = useState(false);
  const revoke = async () => {
    setPending(true);
    await revokeSession(session);
    setPending(false);
  };
  return (
    <li className="flex items-center gap-3.5 px-4 py-3">
      <DeviceIcon device={session.device} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-label font-medium">
          {session.device}
          {session.current ? <Pill status="ok">This device</Pill> : null}
        </p>
        <p className="text-body text-ink-3 *:whitespace-nowrap">
          <span>
            <span className="font-mono text-small">{session.address}</span> ·
          </span>{' '}
          <span>{session.current ? 'in use now' : `used ${ago(session.lastSeenAt)}`} ·</span>{' '}
          <span>until {day(session.expiresAt)}</span>
        </p>
      </div>
      {session.current ? null : (
        <Button
          aria-label={`Sign out ${session.device}`}
          busy={isPending ? 'Signing out' : null}
          onClick={() => void revoke()}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}

type EverywhereDialogProps = { readonly count: number; readonly onClose: () => void };

function EverywhereDialog({ count, onClose }: EverywhereDialogProps) {
  const [isPending, setPending] = useState(false);
  const confirm = async () => {
    setPending(true);
    await revokeAllSessions();
    setPending(false);
    onClose();
  };
  const devices = count === 1 ? '1 device' : `${count} devices`;
  return (
    <Dialog
      isDanger
      title="Sign out everywhere?"
      onClose={onClose}
      actions={
        <>
          <Button size="l" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="danger" size="l" busy={isPending ? 'Signing out' : null} onClick={() => void confirm()}>
            Sign out {devices}
          </Button>
        </>
      }
    >
      {count === 1 ? 'This device' : `${devices}, this one included,`} must sign in again, and what they play stops.
      Your place in everything is kept.
    </Dialog>
  );
}

const ListSkeleton = () => (
  <SkeletonRegion label="Loading where you are signed in">
    <div className="divide-y divide-border rounded-card border border-border bg-surface">
      {[0, 1].map((row) => (
        <div key={row} className="flex flex-col gap-2 p-4">
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3 w-64 max-w-full" />
        </div>
      ))}
    </div>
  </SkeletonRegion>
);
