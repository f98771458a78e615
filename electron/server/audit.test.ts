import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { verifyChain } from '../core/audit/index.ts';
import { TEST_AUDIT_KEY } from '../core/kernel/testing/databases.ts';
import { openHouse, PASSWORDS, type House } from './testing/lan.ts';
import { until } from './testing/until.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse({ films: { A: [], B: [] }, isThisComputer: (address) => address === '127.0.0.9' });
});
afterEach(() => house.close());

type Entry = { actor: string; event: string; detail: Record<string, unknown> };
const SERVER_SIDE = /^(sign-in|address|session|sessions|password)\./;

/** What the LAN side put on the record, oldest first. */
const entries = (): Entry[] =>
  house.manager
    .prepare<[], { actor: string; event: string; detail: string }>(
      'SELECT actor, event, detail FROM audit ORDER BY seq',
    )
    .all()
    .filter(({ event }) => SERVER_SIDE.test(event))
    .map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }));
const waiting = () => house.write.prepare('SELECT count(*) FROM audit_outbox').pluck().get() === 0;
/** Every note is chained and forgotten. */
async function chained(): Promise<Entry[]> {
  await until('notes to be chained', waiting);
  assert.equal(verifyChain(house.manager, TEST_AUDIT_KEY).broken, null);
  return entries();
}
const post = (path: string, token: string | undefined, body: unknown, from = '127.0.0.1') =>
  house.ask(path, { method: 'POST', token, body, from });
const guess = (username: string, password: string, from: string) =>
  post('/api/v1/auth/login', undefined, { username, password, device: 'Living room' }, from);

test('LOG-01: signing in, failing and signing out stand with time, user, address and device', async () => {
  const { token, sessionId, accountId } = await house.login('member', { from: '127.0.0.5' });
  await guess('Mira', 'wrong password', '127.0.0.6');
  await guess('Nobody-canary', 'canary password', '127.0.0.6');
  assert.equal((await post('/api/v1/auth/logout', token, undefined, '127.0.0.5')).status, 204);
  const unknown = 'Unknown device'; // the test's client says no User-Agent
  const actor = `account:${accountId}`;
  assert.deepEqual(await chained(), [
    { actor, event: 'sign-in.succeeded', detail: { address: '127.0.0.5', device: unknown, session: sessionId } },
    { actor, event: 'sign-in.failed', detail: { address: '127.0.0.6', device: 'Living room' } },
    { actor: 'stranger', event: 'sign-in.failed', detail: { address: '127.0.0.6', device: 'Living room' } },
    { actor, event: 'session.signed-out', detail: { address: '127.0.0.5', device: unknown, session: sessionId } },
  ]);
  const times = house.manager.prepare("SELECT at FROM audit WHERE event LIKE 'sign-in.%'").pluck().all();
  assert.ok(times.every((at) => at === house.clock.now()));
  const text = JSON.stringify(house.manager.prepare('SELECT * FROM audit').all());
  for (const secret of ['canary', 'wrong password', PASSWORDS.member, token]) assert.ok(!text.includes(secret));
});

test('LOG-01: the ban stands there, once, and the pause of an account on this computer', async () => {
  for (let time = 0; time < 8; time += 1) await guess('Olga', 'wrong', '127.0.0.7').catch(() => {});
  for (let time = 0; time < 6; time += 1) await guess('Mira', 'wrong', '127.0.0.9');
  const all = await chained();
  const of = (event: string) => all.filter((entry) => entry.event === event);
  assert.deepEqual(
    of('address.banned').map(({ actor, detail }) => [actor, detail['address']]),
    [[`account:${house.accounts.owner}`, '127.0.0.7']],
  );
  assert.equal(of('sign-in.failed').length, 10, 'a refused try is none');
  assert.deepEqual(
    of('sign-in.paused').map(({ actor, detail }) => [actor, detail['address'], detail['until']]),
    [[`account:${house.accounts.member}`, '127.0.0.9', new Date(house.clock.now() + 60_000).toISOString()]],
  );
});

test('LOG-01: asking for a new password, being refused it, and ending sessions', async () => {
  const first = await house.login('member');
  const second = await house.login('member');
  const change = (current: string, next: string) => post('/api/v1/auth/password', first.token, { current, new: next });
  assert.equal((await change('wrong', 'Harbour-Thistle-62')).status, 401);
  const revoked = await house.ask(`/api/v1/auth/sessions/${second.sessionId}`, {
    method: 'DELETE',
    token: first.token,
  });
  assert.equal(revoked.status, 204);
  const none = await house.ask(`/api/v1/auth/sessions/${'0'.repeat(32)}`, { method: 'DELETE', token: first.token });
  assert.equal(none.status, 404);
  const third = await change(PASSWORDS.member, 'Harbour-Thistle-62');
  assert.equal(third.status, 200, third.text);
  const token: string = third.json().accessToken;
  assert.equal((await post('/api/v1/auth/sessions/revoke-all', token, undefined)).status, 204);
  const all = await chained();
  assert.deepEqual(
    all.map(({ event }) => event),
    [
      'sign-in.succeeded',
      'sign-in.succeeded',
      'password.change-asked',
      'password.change-refused',
      'session.revoked',
      'password.change-asked',
      'sign-in.succeeded',
      'sessions.revoked',
    ],
  );
  assert.ok(
    all.every(({ actor, detail }) => actor === `account:${house.accounts.member}` && detail['address'] === '127.0.0.1'),
  );
  assert.equal(all[4]!.detail['session'], second.sessionId);
  const managers = house.manager
    .prepare("SELECT count(*) FROM audit WHERE event = 'account.password-changed'")
    .pluck()
    .get();
  assert.equal(managers, 1);
  assert.ok(!JSON.stringify(all).includes('Harbour'));
});

test('a manager that is away gets every note when it is back', async () => {
  house.managerIs.away = true;
  await house.login('member');
  await guess('Mira', 'wrong', '127.0.0.6');
  assert.deepEqual(entries(), []);
  house.managerIs.away = false;
  await house.login('owner');
  const all = await chained();
  assert.deepEqual(
    all.map(({ event }) => event),
    ['sign-in.succeeded', 'sign-in.failed', 'sign-in.succeeded'],
  );
});

test('LOG-05: a device named with line breaks and escapes stays one entry, and no line of its own in the log', async () => {
  const device = 'TV"\n{"level":"error"}\u001b[2J\u009b31m';
  const answer = await post('/api/v1/auth/login', undefined, { username: 'Mira', password: PASSWORDS.member, device });
  assert.equal(answer.status, 200);
  const [entry] = await chained();
  assert.equal(entry!.detail['device'], device);
  const stored = house.manager.prepare("SELECT detail FROM audit WHERE event = 'sign-in.succeeded'").pluck().get();
  assert.doesNotMatch(stored as string, /\p{Cc}/u);
});
