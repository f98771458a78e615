/**
 * The checklist shown to see: one house, and some eighty weaknesses put into it one after the other: the server composed
 * with one part altered, an answer altered on the way, or a fault from outside. Exactly the check that is for it turns red,
 * and no other; where there is a button, it mends the fault, and what can be undone comes back. Nothing in the product knows
 * of any of this. At the end every check was seen red and green.
 */
import assert from 'node:assert/strict';
import { hashPassword } from '../../electron/core/accounts/index.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import type { CheckEntry, Checklist } from '../../shared/contract/checklist.ts';
import { CHECKS, thisSystem } from '../../electron/core/checklist/index.ts';
import { systemProcesses } from '../../electron/core/checklist/look-processes.ts';
import { startAlteringProxy } from '../fixtures/altering-proxy.ts';
import { startAlteredServer } from '../fixtures/altered-server.ts';
import { askManager } from '../fixtures/ask-manager.ts';
import { MEMBER } from '../fixtures/house.ts';
import { ALTERED } from './mutations/answers.ts';
import { BACKUPS } from './mutations/backups.ts';
import { DAY_MS, isMember, row, signingKey, stored } from './mutations/by-hand.ts';
import {
  ask,
  baseline,
  changes,
  closeChecked,
  house,
  notHere,
  onlyTurned,
  openChecked,
  run,
  shown,
  view,
} from './mutations/checked-house.ts';
import { COMPUTER } from './mutations/computer.ts';
import { otherLooks } from './mutations/looks.ts';
import { PEOPLE } from './mutations/people.ts';
import { PARTS } from './mutations/server-parts.ts';

before(openChecked);
after(closeChecked);

test('every check has an id of its own, and a sound house passes all but what this computer lacks', () => {
  assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  assert.ok(CHECKS.length >= 25);
  for (const { why } of CHECKS) assert.ok(why.endsWith('.'), why);
  const notGreen = [...baseline].filter(([, state]) => state !== 'pass').map(([id]) => id);
  // Keys in a file, a library this user may write to, root, a plain disk, no second disk, sources: true of a test's house.
  const expected = ['SEC-01', 'MED-02', 'DSK-01', 'DB-13', 'DB-07', 'INC-08'];
  assert.deepEqual(
    notGreen.filter((id) => !expected.includes(id)),
    [],
  );
});

// ---- the server, composed with one part altered ----

for (const { id, what, part } of PARTS)
  test(`${id} turns red, and nothing else, in a server in which ${what}`, async () => {
    // Its own server tells the manager that there is something to write down; the altered one has no manager to tell.
    const auditWaiting = () => void house.login(MEMBER.name, MEMBER.password);
    await using altered = await startAlteredServer({ ...view, signingKey: signingKey() }, part, auditWaiting);
    const pids = { ...view.pids, server: altered.pid };
    onlyTurned(await run({ ...view, pids, addresses: [altered.url] }), id, 'fail');
  });

// ---- what it answers, altered on the way ----

test('a proxy that alters nothing changes nothing', async () => {
  await using proxy = await startAlteringProxy(house.url);
  assert.deepEqual(changes(await run({ ...view, addresses: [proxy.url] })), {});
});

for (const { id, what, state = 'fail', by } of ALTERED)
  test(`${id} turns red, and nothing else, when ${what}`, async () => {
    await using proxy = await startAlteringProxy(house.url, by);
    onlyTurned(await run({ ...view, addresses: [proxy.url] }), id, state);
  });

test('a server that asks to wait has refused nothing: what asked it is unknown, and never green (MED-15, HTTP-18)', async () => {
  const toWait = ['/.git/', '/current', '/package.json'];
  await using proxy = await startAlteringProxy(house.url, {
    answer: (asked, answer) =>
      toWait.includes(asked.url ?? '') || asked.method === 'TRACE' ? { ...answer, status: 429 } : answer,
  });
  const results = await run({ ...view, addresses: [proxy.url] });
  assert.deepEqual(changes(results), { 'MED-15': 'unknown', 'HTTP-18': 'unknown' });
  for (const { evidence } of results.filter(({ id }) => id === 'MED-15')) assert.match(evidence, /asked us to wait/);
});

const ownAddress = Object.values(networkInterfaces())
  .flat()
  .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;
const NO_ADDRESS = 'this computer has no address but loopback';
if (ownAddress === undefined) notHere.set('TLS-01', NO_ADDRESS);
test(
  'TLS-01 turns red, and nothing else, when the network can ask without encryption',
  { skip: ownAddress === undefined && NO_ADDRESS },
  async () => {
    await using proxy = await startAlteringProxy(house.url, { host: ownAddress! });
    // The house's own sockets are what NET-01 is to see, not the proxy's.
    const seen = { ...view, pids: { ...view.pids, manager: house.pid }, addresses: [house.url, proxy.url] };
    onlyTurned(await run(seen), 'TLS-01', 'warn');
  },
);

// ---- faults from outside ----

const pressed = new Set<string>();
const BUTTONS = { mends: false, undoes: true } as const;

for (const { id, what, state, make, button } of [...PEOPLE, ...COMPUTER, ...BACKUPS])
  test(`${id} turns red, and nothing else, when ${what}${button === undefined ? '' : `; its button ${button}`}`, async () => {
    const repair = await make();
    try {
      onlyTurned(await run(view), id, state);
      if (button === undefined) return;
      pressed.add(id);
      const mended = await ask<{ check: CheckEntry }>('checklist.fix', { id });
      assert.deepEqual(
        [mended.check.id, mended.check.state, mended.check.fix?.undoable],
        [id, 'pass', BUTTONS[button]],
      );
      assert.equal(mended.check.mendedAt !== null, BUTTONS[button]);
      if (button === 'mends') {
        const again = await askManager(house.dataDir, 'checklist.undo', { id });
        assert.equal(again.ok ? 'undone' : again.failure.code, 'nothing-to-undo');
        return;
      }
      const undone = await ask<{ check: CheckEntry }>('checklist.undo', { id });
      assert.deepEqual([undone.check.state, undone.check.mendedAt], [state, null]);
    } finally {
      await repair();
    }
  });
// ---- what only another look shows ----

otherLooks();

// ---- the checklist as a whole ----

test('a check that breaks is unknown, and a closed house leaves nothing green that asks it', async () => {
  const broken = { processes: { ...thisSystem.processes, listening: () => Promise.reject(new Error('secret')) } };
  const results = await run({ ...view, addresses: [] }, broken);
  const of = (id: string) => results.find((result) => result.id === id)!;
  assert.deepEqual(
    ['HTTP-01', 'AUTH-02', 'SESS-03', 'NET-01'].map((id) => of(id).state),
    Array(4).fill('unknown'),
  );
  assert.match(of('AUTH-02').evidence, /closed/);
  assert.doesNotMatch(of('NET-01').evidence, /secret/);
});

test('the whole run asks from this computer and leaves it unbanned; the house is as green as before', async () => {
  const { checks, score, tookMs } = await ask<Checklist>('checklist.run');
  // The requirement's own figure, as the checklist shows it.
  assert.ok(tookMs! < 20_000, String(tookMs));
  const state = Object.fromEntries(checks.map((check) => [check.id, check.state]));
  const expected = Object.fromEntries(baseline);
  assert.deepEqual(state, { ...expected, 'DSK-01': state['DSK-01'], 'NET-11': state['NET-11'] });
  assert.ok(score! > 60, String(score));
  assert.deepEqual((await ask<{ bans: unknown[] }>('network.get')).bans, []);
  assert.ok(
    checks.every(({ evidence, checkedAt, history }) => evidence !== '' && checkedAt !== null && history.length > 0),
  );
});

test('who looks again at once and once more sees the same: no look uses up what the next may ask (AUTH-02, MED-15)', async () => {
  for (let again = 0; again < 2; again += 1) {
    const { checks } = await ask<Checklist>('checklist.run');
    // The firewall of this computer is not the house's; the baseline has one that is on.
    const unknown = checks.filter(
      ({ id, state }) => state === 'unknown' && baseline.get(id) !== 'unknown' && id !== 'NET-11',
    );
    assert.deepEqual(
      unknown.map(({ id, evidence }) => `${id}: ${evidence}`),
      [],
    );
  }
});

test('NET-01 where the system lists no sockets: every address of this computer is knocked at instead', async () => {
  const results = await run(view, { processes: systemProcesses('darwin') });
  const { state, evidence } = results.find(({ id }) => id === 'NET-01')!;
  assert.equal(state, 'pass', evidence);
  assert.match(evidence, /^Of \d+ address(es)? of this computer these opened: 127\.0\.0\.1:\d+/);
});

test('holdfast check ends with 11 while something critical could not be looked at', async () => {
  const was = readFileSync(view.keyFile, 'utf8');
  writeFileSync(view.keyFile, JSON.stringify({ ...stored(), 'audit-key': undefined }));
  try {
    const { code, stderr } = await house.cli('check');
    assert.equal(code, 11, stderr);
    assert.match(stderr, /Critical: LOG-07 Not known/);
  } finally {
    writeFileSync(view.keyFile, was);
  }
});

test('holdfast check says so too, and ends with 9 while something critical failed', async () => {
  const back = row('manager', 'account', isMember, { password_hash: await hashPassword('changeme') })();
  try {
    const { code, stdout, stderr } = await house.cli('check', '--json');
    assert.equal(code, 9, stderr);
    const { checks } = JSON.parse(stdout) as Checklist;
    assert.deepEqual(
      checks.map(({ id }) => id),
      CHECKS.map(({ id }) => id),
    );
    const audit = await ask<{ entries: { detail: unknown }[] }>('audit.list', {
      event: 'checklist.turned-red',
      limit: 1,
    });
    const title = 'Somebody has a password that strangers try first';
    assert.deepEqual(audit.entries[0]?.detail, { id: 'AUTH-01', title, from: 'pass', to: 'fail' });
    const { changes: news } = await ask<Checklist>('checklist.list');
    assert.deepEqual([news[0]?.id, news[0]?.title, news[0]?.from, news[0]?.to], ['AUTH-01', title, 'pass', 'fail']);
    assert.match((await ask<{ text: string }>('checklist.export', { format: 'markdown' })).text, new RegExp(`\\*\\*${title}\\*\\* \\(AUTH-01, critical\\): failed`)); // prettier-ignore
  } finally {
    await back();
  }
});

test('a risk is accepted for a while, with a reason, and stays red; the report says so', async () => {
  const accept = (more: object) => askManager<{ check: CheckEntry }>(house.dataDir, 'checklist.accept', { id: 'MED-02', ...more }); // prettier-ignore
  const codeOf = async (more: object) => {
    const answer = await accept(more);
    return answer.ok ? 'accepted' : answer.failure.code;
  };
  const untilMs = Date.now() + 30 * DAY_MS;
  const reason = 'My ripping program writes there';
  assert.equal(await codeOf({ untilMs, id: 'NO-99', reason }), 'no-such-check');
  assert.equal(await codeOf({ untilMs }), 'no-reason');
  assert.equal(await codeOf({ untilMs: Date.now() + 91 * DAY_MS, reason }), 'bad-moment');
  assert.equal(await codeOf({ untilMs, id: 'HTTP-01', reason }), 'nothing-to-accept');
  const { score } = await ask<Checklist>('checklist.list');
  const accepted = await accept({ untilMs, reason });
  assert.ok(accepted.ok);
  assert.deepEqual([accepted.value.check.state, accepted.value.check.accepted?.reason], ['warn', reason]);
  assert.equal((await ask<Checklist>('checklist.list')).score, score);
  const { text } = await ask<{ text: string }>('checklist.export', { format: 'markdown' });
  assert.match(text, /Accepted until .*My ripping program writes there/);
  const json = await ask<{ text: string; fileName: string }>('checklist.export', { format: 'json' });
  assert.equal((JSON.parse(json.text) as Checklist).checks.length, CHECKS.length);
  assert.match(json.fileName, /^holdfast-security-\d{4}-\d\d-\d\d\.json$/);
  const back = await accept({ untilMs: null });
  assert.ok(back.ok && back.value.check.accepted === null);
});

test('every check was shown red and green on the running house', () => {
  const missing = CHECKS.flatMap(({ id }) => {
    const seen = shown.get(id);
    return notHere.has(id) || (seen?.has('red') && seen.has('green'))
      ? []
      : [`${id}: ${seen === undefined ? 'never shown' : `only ${[...seen].join()}`}`];
  });
  assert.deepEqual(missing, []);
});

test('every button was pressed, and left its check green', async () => {
  const { checks } = await ask<Checklist>('checklist.list');
  const buttons = checks.filter(({ fix }) => fix !== null).map(({ id }) => id);
  assert.ok(buttons.length >= 20, String(buttons.length));
  assert.deepEqual(
    buttons.filter((id) => !pressed.has(id)),
    [],
  );
});
