import { Notification } from 'electron';
import type { Probe, SystemStatus } from '../../shared/contract/system.ts';
import type { Log } from '../core/kernel/index.ts';
import type { Manager } from '../manager/index.ts';
import { createAuditNews, type AuditPage } from './audit-news.ts';
import { noticesOfProbe, noticesOfStatus, SERVER_KEY, type Notice } from './notices.ts';
import { createTelling } from './telling.ts';

/** As many as anybody looks back to; a system that says nothing of one that was put away keeps none alive for ever. */
const KEPT = 50;

export type Notifications = {
  /** New entries may be in the audit. */
  readonly auditChanged: () => void;
  readonly statusChanged: (status: SystemStatus) => void;
  readonly probed: (probe: Probe) => void;
  readonly tell: (notice: Notice) => void;
  readonly end: () => void;
};

/** Tells the owner of what needs eyes now, outside the window too. */
export function createNotifications(deps: {
  readonly manager: Pick<Manager, 'dispatcher'>;
  readonly openWindow: () => void;
  readonly log: Log;
}): Notifications {
  const { log } = deps;
  const shown = new Set<Notification>();
  let lastStatus: SystemStatus | null = null;
  let lastProbe: Probe = { kind: 'asking' };
  let reading: Promise<void> = Promise.resolve();

  const show = (title: string, body: string) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    // Electron keeps none of them, and a click on one that was collected reaches nobody (electron/electron#12690).
    shown.add(notification);
    const oldest = shown.values().next().value;
    if (shown.size > KEPT && oldest !== undefined) shown.delete(oldest);
    notification.on('click', () => {
      shown.delete(notification);
      deps.openWindow();
    });
    notification.on('failed', (_event, error) => log.warn('notifications.not-shown', { error }));
    notification.show();
  };
  const telling = createTelling({ show, now: Date.now });

  const look = createAuditNews(async (input): Promise<AuditPage> => {
    const listed = await deps.manager.dispatcher.call('audit.list', input, 'holdfast');
    if (listed.ok) return listed.value as AuditPage;
    throw new Error(`The audit was not read: ${listed.failure.code}`);
  });
  const read = async () => {
    const { news, red } = await look();
    for (const item of news)
      if ('recovered' in item) telling.recovered(item.recovered);
      else telling.tell(item);
    telling.turnedRed(red);
  };
  const auditChanged = () => {
    reading = reading.then(read).catch((error: unknown) => log.error('notifications.failed', { error }));
  };
  auditChanged();

  return {
    auditChanged,
    statusChanged(status) {
      for (const notice of noticesOfStatus(lastStatus, status)) telling.tell(notice);
      lastStatus = status;
    },
    probed(probe) {
      if (probe.kind === 'answers') telling.recovered(SERVER_KEY);
      for (const notice of noticesOfProbe(lastProbe, probe)) telling.tell(notice);
      lastProbe = probe;
    },
    tell: telling.tell,
    end: telling.end,
  };
}
