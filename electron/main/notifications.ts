import { Notification } from 'electron';
import type { Probe, SystemStatus } from '../../shared/contract/system.ts';
import type { Log } from '../core/kernel/index.ts';
import type { Manager } from '../manager/index.ts';
import {
  noticesOf,
  noticesOfProbe,
  noticesOfStatus,
  type AuditEntry,
  type Notice,
  type NoticeMemory,
} from './notices.ts';

/** The same thing is not said again within this: somebody who tries passwords all night is one notification an hour. */
const QUIET_MS = 60 * 60_000;
/** Sign-ins remembered from before this start, to know a new device by. */
const REMEMBERED_SIGN_INS = 500;
const PAGE = 100;

export type Notifications = {
  /** New entries may be in the audit. */
  readonly auditChanged: () => void;
  readonly statusChanged: (status: SystemStatus) => void;
  readonly probed: (probe: Probe) => void;
  readonly tell: (notice: Notice) => void;
};

/** Tells the owner of what needs eyes now, outside the window too. */
export function createNotifications(deps: {
  readonly manager: Pick<Manager, 'dispatcher'>;
  readonly openWindow: () => void;
  readonly log: Log;
}): Notifications {
  const { log } = deps;
  const toldAt = new Map<string, number>();
  let seen: number | null = null;
  let memory: NoticeMemory = { failures: new Map(), devices: new Set() };
  let lastStatus: SystemStatus | null = null;
  let lastProbe: Probe = { kind: 'asking' };
  let reading: Promise<void> = Promise.resolve();

  const tell = ({ key, title, body }: Notice) => {
    const now = Date.now();
    const last = toldAt.get(key);
    if (!Notification.isSupported() || (last !== undefined && now - last < QUIET_MS)) return;
    toldAt.set(key, now);
    const notification = new Notification({ title, body });
    notification.on('click', deps.openWindow);
    notification.show();
  };

  const list = async (input: object): Promise<AuditEntry[]> => {
    const listed = await deps.manager.dispatcher.call('audit.list', input, 'holdfast');
    if (listed.ok) return (listed.value as { entries: AuditEntry[] }).entries;
    log.warn('notifications.audit-not-read', { code: listed.failure.code });
    return [];
  };

  /** What there was before is known, and not told. */
  const begin = async () => {
    const [newest] = await list({ limit: 1 });
    const signIns = await list({ event: 'sign-in.succeeded', limit: REMEMBERED_SIGN_INS });
    memory = noticesOf(signIns.reverse(), memory).memory;
    seen = newest?.seq ?? 0;
  };
  const read = async () => {
    if (seen === null) return begin();
    const fresh = (await list({ limit: PAGE })).filter((entry) => entry.seq > seen!).reverse();
    const { notices, memory: after } = noticesOf(fresh, memory);
    memory = after;
    seen = fresh.at(-1)?.seq ?? seen;
    for (const notice of notices) tell(notice);
  };
  const auditChanged = () => {
    reading = reading.then(read).catch((error: unknown) => log.error('notifications.failed', { error }));
  };
  auditChanged();

  return {
    auditChanged,
    statusChanged(status) {
      for (const notice of noticesOfStatus(lastStatus, status)) tell(notice);
      lastStatus = status;
    },
    probed(probe) {
      for (const notice of noticesOfProbe(lastProbe, probe)) tell(notice);
      lastProbe = probe;
    },
    tell,
  };
}
