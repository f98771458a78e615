import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  noticeOfChecks,
  noticesOf,
  noticesOfProbe,
  noticesOfStatus,
  type AuditEntry,
  type NoticeMemory,
} from './notices.ts';

const NOTHING: NoticeMemory = { failures: new Map(), devices: new Set() };
const entry = (event: string, minute: number, detail: Record<string, unknown>): AuditEntry => ({
  seq: minute,
  at: new Date(minute * 60_000).toISOString(),
  actor: 'account:1',
  event,
  detail,
});
/** Title of what is told, key of what is well again. */
const titles = (entries: AuditEntry[], memory = NOTHING) =>
  noticesOf(entries, memory).news.map((item) => ('recovered' in item ? item.recovered : item.title));

test('LOG-12: five failed sign-ins from one address within ten minutes are told once, fewer or slower are not', () => {
  const failed = (minute: number, address = '192.168.1.9') => entry('sign-in.failed', minute, { address });
  assert.deepEqual(titles([1, 2, 3, 4].map((minute) => failed(minute))), []);
  assert.deepEqual(titles([1, 2, 3, 4, 5, 6].map((minute) => failed(minute))), ['Someone is trying passwords']);
  assert.deepEqual(titles([1, 4, 7, 11, 14].map((minute) => failed(minute))), [], 'too slow');
  assert.deepEqual(titles([1, 2, 3, 4, 5].map((minute) => failed(minute, `192.168.1.${minute}`))), []);
  const first = noticesOf(
    [1, 2, 3].map((minute) => failed(minute)),
    NOTHING,
  );
  assert.deepEqual(titles([failed(4), failed(5)], first.memory), ['Someone is trying passwords'], 'over two looks');
});

test('LOG-12: the wrong sign-ins of the checklist itself are nobody trying; with somebody’s name, or from the network, they are', () => {
  const five = (actor: string, address: string) =>
    [1, 2, 3, 4, 5].map((minute) => ({
      ...entry('sign-in.failed', minute, { address, device: 'Holdfast checklist' }),
      actor,
    }));
  assert.deepEqual(titles(five('stranger', '127.83.0.5')), []);
  assert.deepEqual(titles(five('stranger', '127.0.0.1')), []);
  assert.deepEqual(titles(five('account:1', '127.83.0.5')), ['Someone is trying passwords']);
  assert.deepEqual(titles(five('stranger', '192.168.1.9')), ['Someone is trying passwords']);
});

test('LOG-12: failures of an evening on which the clock was ahead are none of now', () => {
  const failed = (minute: number) => entry('sign-in.failed', minute, { address: '192.168.1.9' });
  assert.deepEqual(titles([9001, 9002, 9003, 9004, 1].map((minute) => failed(minute))), []);
});

test('a device that signs in for the first time is told; one that is known is not', () => {
  const signedIn = (device: string) => entry('sign-in.succeeded', 1, { address: '192.168.1.9', device });
  assert.deepEqual(titles([signedIn('Firefox on Linux')]), ['A new device signed in']);
  const known = noticesOf([signedIn('Firefox on Linux')], NOTHING);
  assert.deepEqual(titles([signedIn('Firefox on Linux')], known.memory), []);
  assert.deepEqual(titles([signedIn('Safari on iPhone')], known.memory), ['A new device signed in']);
});

test('whoever the checklist lets in to look around is no new device; somebody else who says so is', () => {
  const guest = { ...entry('account.created', 1, { id: '7' }), actor: 'holdfast' };
  const enters = (id: string) => ({
    ...entry('sign-in.succeeded', 2, { address: '127.83.0.5', device: 'Holdfast checklist' }),
    actor: `account:${id}`,
  });
  assert.deepEqual(titles([guest, enters('7')]), []);
  assert.deepEqual(titles([guest, enters('8')]), ['A new device signed in']);
  assert.deepEqual(titles([{ ...guest, actor: 'owner:window' }, enters('7')]), ['A new device signed in']);
});

test('a ban and a backup that failed are told; what the owner does is not', () => {
  assert.deepEqual(titles([entry('address.banned', 1, { address: '192.168.1.9' })]), ['An address was shut out']);
  assert.deepEqual(titles([entry('backup.failed', 1, { code: 'disk-full' })]), ['No backup was made']);
  assert.deepEqual(titles([entry('account.created', 1, {}), entry('incident.locked', 2, {})]), []);
});

test('MNT-01: the digest of the day is told as it stands', () => {
  const { news } = noticesOf([entry('maintenance.digest', 1, { text: 'There are 0 warnings now.' })], NOTHING);
  assert.partialDeepStrictEqual(news, [{ body: 'There are 0 warnings now.' }]);
});

test('a check that is only to be looked at waits in the window', () => {
  const waits = noticesOf([entry('checklist.turned-red', 1, { id: 'MNT-15', title: 'Due', to: 'warn' })], NOTHING);
  assert.deepEqual([waits.news, waits.red], [[], []]);
});

test('a server that goes down by itself is told once; one the owner closed is not', () => {
  const up = { house: 'open', server: { state: 'running', pid: 1, problem: null } } as const;
  const down = { house: 'open', server: { state: 'given-up', pid: null, problem: 'It stopped 5 times.' } } as const;
  assert.deepEqual(noticesOfStatus(up, down)[0]?.body, 'It stopped 5 times.');
  assert.deepEqual(noticesOfStatus(down, down), []);
  assert.deepEqual(noticesOfStatus(null, down), []);
  assert.deepEqual(noticesOfStatus(up, { house: 'closed', server: down.server }), []);
});

test('a server that hangs is told once; one that is just starting is not', () => {
  const silent = { kind: 'silent', problem: 'It does not answer.' } as const;
  assert.equal(noticesOfProbe({ kind: 'answers' }, silent)[0]?.title, 'Nothing is being served');
  assert.deepEqual(noticesOfProbe(silent, silent), []);
  assert.deepEqual(noticesOfProbe({ kind: 'asking' }, silent), []);
  assert.deepEqual(noticesOfProbe({ kind: 'answers' }, { kind: 'asking' }), []);
});

test('checks that turn red are named one by one, for whoever gathers them', () => {
  const red = (id: string, title: string) => entry('checklist.turned-red', 1, { id, title, from: 'pass', to: 'fail' });
  const found = noticesOf(
    [red('NET-02', 'Everybody may connect'), red('DB-09', 'The newest backup is damaged')],
    NOTHING,
  );
  assert.deepEqual(
    found.red.map(({ id }) => id),
    ['NET-02', 'DB-09'],
  );
  const [first] = found.red;
  assert.match(noticeOfChecks([first!]).body, /^Everybody may connect\. Open Holdfast/);
});

test('a backup that was made ends what was told of one that was not', () => {
  const { news } = noticesOf([entry('backup.failed', 1, {}), entry('backup.created', 2, {})], NOTHING);
  assert.partialDeepStrictEqual(news, [{ key: 'backup', title: 'No backup was made' }, { recovered: 'backup' }]);
});
