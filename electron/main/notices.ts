import type { Probe, SystemStatus } from '../../shared/contract/system.ts';
import { isOwnWrongSignIn, PROBE_DEVICE } from '../../shared/own-probe.ts';

/** One entry of the audit, as `audit.list` gives it. */
export type AuditEntry = {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly actor: string;
  readonly event: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** One notification; what is told again under the same key, while nothing was said of its end, is not told. */
export type Notice = { readonly key: string; readonly title: string; readonly body: string };

/** The key of what is well again: the next time is news. */
export type Recovered = { readonly recovered: string };

/** A check that turned red; those that turn within moments of one another are told together. */
export type RedCheck = { readonly id: string; readonly title: string };

/** Issue 4: failed sign-ins from one address. */
const FAILURES = 5;
/** LOG-12: within this. */
const FAILURES_WINDOW_MS = 10 * 60_000;

export const SERVER_KEY = 'server-down';
const BACKUP_KEY = 'backup';

/** What has to be kept between two looks at the audit. */
export type NoticeMemory = {
  /** When sign-ins failed, by address. */
  readonly failures: ReadonlyMap<string, readonly number[]>;
  /** Devices that signed in before, as `account device`. */
  readonly devices: ReadonlySet<string>;
};

/**
 * What the owner is told of new entries of the audit. Names of people and devices stay out of what a lock screen may show;
 * the window has them.
 *
 * @param entries oldest first.
 */
export function noticesOf(
  entries: readonly AuditEntry[],
  memory: NoticeMemory,
): {
  /** In the order it came: what failed and was mended between two looks is news again the next time. */
  readonly news: (Notice | Recovered)[];
  readonly red: RedCheck[];
  readonly memory: NoticeMemory;
} {
  const failures = new Map(memory.failures);
  const devices = new Set(memory.devices);
  const news: (Notice | Recovered)[] = [];
  const red: RedCheck[] = [];
  const tell = (key: string, title: string, body: string) => news.push({ key, title, body });
  for (const { event, detail, at, actor } of entries) {
    const address = textOf(detail['address']);
    switch (event) {
      case 'sign-in.failed': {
        if (isOwnWrongSignIn({ actor, detail })) break;
        const now = Date.parse(at);
        // One that is still to come was noted before the clock was set back.
        const recent = [...(failures.get(address) ?? []), now].filter(
          (time) => Math.abs(now - time) < FAILURES_WINDOW_MS,
        );
        failures.set(address, recent);
        if (recent.length === FAILURES)
          tell(
            `failures ${address}`,
            'Someone is trying passwords',
            `${FAILURES} sign-ins failed from ${address}. Open Holdfast to see which, and to shut it out.`,
          );
        break;
      }
      case 'sign-in.succeeded': {
        const device = `${actor} ${textOf(detail['device'])}`;
        if (!devices.has(device))
          tell(
            `device ${device}`,
            'A new device signed in',
            `It is at ${address}. If you do not know it, sign it out.`,
          );
        devices.add(device);
        break;
      }
      case 'account.created':
        // The checklist lets somebody made up in to look around, and says so here; nobody on the network can write this.
        if (actor === 'holdfast') devices.add(`account:${textOf(detail['id'])} ${PROBE_DEVICE}`);
        break;
      case 'address.banned':
        tell(`ban ${address}`, 'An address was shut out', `${address} gave too many wrong passwords.`);
        break;
      case 'maintenance.digest':
        tell('digest', 'The last day in your house', textOf(detail['text']));
        break;
      case 'backup.failed':
        tell(BACKUP_KEY, 'No backup was made', 'Open Holdfast to see why, and to make one now.');
        break;
      case 'backup.created':
        news.push({ recovered: BACKUP_KEY });
        break;
      case 'checklist.turned-red':
        // What is only to be looked at waits in the window.
        if (detail['to'] === 'fail') red.push({ id: textOf(detail['id']), title: textOf(detail['title']) });
        break;
    }
  }
  return { news, red, memory: { failures, devices } };
}

export const checkKey = ({ id }: RedCheck): string => `check ${id}`;

/** One notification for checks that turned red together: they have one cause as often as not. @param checks at least one. */
export function noticeOfChecks([first, ...others]: readonly [RedCheck, ...RedCheck[]]): Omit<Notice, 'key'> {
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return {
    title: 'Something is no longer safe',
    body: `${first.title}${more}. Open Holdfast to see why, and to mend it.`,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * What the owner is told when the house changes its state by itself.
 *
 * @param before null at the start: what is found then is shown by the window and the tray.
 */
export function noticesOfStatus(
  before: Pick<SystemStatus, 'house' | 'server'> | null,
  now: Pick<SystemStatus, 'house' | 'server'>,
): Notice[] {
  const isDown = (status: Pick<SystemStatus, 'house' | 'server'>) =>
    status.house === 'open' && (status.server.state === 'given-up' || status.server.state === 'waiting');
  if (before === null || isDown(before) || !isDown(now)) return [];
  return [
    {
      key: SERVER_KEY,
      title: 'Nothing is being served',
      body: now.server.problem ?? 'The server stopped. Open Holdfast to see why.',
    },
  ];
}

/** A server that hangs without dying says nothing of itself: what a request from outside found is told too. */
export function noticesOfProbe(before: Probe, now: Probe): Notice[] {
  if (before.kind !== 'answers' || now.kind !== 'silent') return [];
  return [{ key: SERVER_KEY, title: 'Nothing is being served', body: `${now.problem} Open Holdfast to see why.` }];
}
