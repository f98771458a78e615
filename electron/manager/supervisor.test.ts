import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { Log, LogFields } from '../core/kernel/index.ts';
import { supervise } from './supervisor.ts';

/** A real child that does as it is told. */
const SCRIPT = `
process.on('message', (message) => {
  if (message.kind === 'exit') process.exit(3);
  if (message.kind === 'start' && message.crash) process.exit(1);
  if (message.kind === 'start') process.send({ kind: 'up', pid: process.pid, env: Object.keys(process.env) });
  if (message.kind === 'start' && message.child) {
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    process.send({ kind: 'child', pid: child.pid });
  }
  if (message.kind === 'drain' && !stubborn) process.exit(0);
});
const stubborn = process.argv[2] === 'stubborn';
if (stubborn) process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
`;

let folder: string;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-supervisor-')));
  writeFileSync(join(folder, 'child.cjs'), SCRIPT);
});
after(() => rmSync(folder, { recursive: true, force: true }));

type Out = { readonly kind: string; readonly crash?: boolean; readonly child?: boolean };
type In = { readonly kind: string; readonly pid: number; readonly env?: string[] };

/** A supervisor with a clock and timers of ours, and waits for its states. */
function supervised(t: TestContext, greeting: () => Out, mode = 'kind', file = process.execPath) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const messages: In[] = [];
  const crashes: LogFields[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const ignore = () => {};
  const log: Log = {
    info: ignore,
    warn: ignore,
    error: (event, fields) => event === 'worker.crashed' && crashes.push(fields ?? {}),
  };
  const child = supervise<In, Out>({
    name: 'worker',
    command: () => ({ file, args: [join(folder, 'child.cjs'), mode] }),
    greeting,
    drain: { kind: 'drain' },
    onMessage: (message) => {
      messages.push(message);
      changed();
    },
    onCrash: ignore,
    onState: changed,
    onOutput: ignore,
    log,
    clock: { now: () => now, monotonic: () => now },
  });
  t.after(() => child.end(0).then(() => t.mock.timers.reset()));
  // The child is real and takes real time; the deadline is the test runner's, since `setTimeout` is ours here.
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  return {
    child,
    messages,
    crashes,
    until,
    isIn: (state: string) => until(() => child.state().state === state),
    pass: (ms: number): void => {
      now += ms;
      t.mock.timers.tick(ms);
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const LIMIT = { timeout: 30_000 };

test(
  'a crash is answered by a restart, later each time: 0.5, 1, 2, 4 s; the fifth in 2 minutes ends it with a sentence',
  LIMIT,
  async (t) => {
    const { child, isIn, pass, crashes } = supervised(t, () => ({ kind: 'start', crash: true }));
    child.start();
    for (const backoffMs of [500, 1_000, 2_000, 4_000]) {
      await isIn('waiting');
      assert.match(child.state().problem!, /stopped unexpectedly and is started again/);
      pass(backoffMs - 1);
      assert.equal(child.state().state, 'waiting', `not before ${backoffMs} ms`);
      pass(1);
      assert.notEqual(child.state().state, 'waiting', `after ${backoffMs} ms`);
    }
    await isIn('given-up');
    assert.equal(crashes.length, 5);
    assert.match(
      child.state().problem!,
      /^The worker stopped 5 times in 2 minutes and was not started again\. .*start Holdfast again\.$/,
    );
    pass(600_000);
    assert.equal(child.state().state, 'given-up', 'and stays so by itself');
    assert.equal(child.state().pid, null);
  },
);

test('one that hangs is killed and started again, as after a crash', LIMIT, async (t) => {
  const { child, until, messages, isIn, pass, crashes } = supervised(t, () => ({ kind: 'start' }));
  child.start();
  await until(() => messages.length === 1);
  process.kill(messages[0]!.pid, 'SIGSTOP');
  child.kill();
  await isIn('waiting');
  pass(500);
  await until(() => messages.length === 2);
  assert.equal(isAlive(messages[0]!.pid), false);
  assert.equal(crashes.length, 1);
});

test('given up is not for ever: starting it by hand counts from nothing', LIMIT, async (t) => {
  let crash = true;
  const { child, isIn, pass } = supervised(t, () => ({ kind: 'start', crash }));
  child.start();
  for (const backoffMs of [500, 1_000, 2_000, 4_000]) {
    await isIn('waiting');
    pass(backoffMs);
  }
  await isIn('given-up');
  crash = false;
  child.start();
  await isIn('running');
  assert.equal(child.state().problem, null);
});

test(
  'crashes far apart are forgotten: each waits half a second again, and the brake does not hold',
  LIMIT,
  async (t) => {
    const { child, isIn, pass, until, messages } = supervised(t, () => ({ kind: 'start' }));
    child.start();
    for (let round = 1; round <= 7; round += 1) {
      await until(() => messages.length === round);
      child.send({ kind: 'exit' });
      await isIn('waiting');
      pass(500);
      assert.equal(child.state().state, 'starting');
      pass(120_000);
    }
  },
);

test('the delay never grows beyond 30 s', LIMIT, async (t) => {
  const { child, isIn, pass } = supervised(t, () => ({ kind: 'start', crash: true }));
  child.start();
  // Never five in 2 minutes, never two of them alone: every 35 s one.
  for (let round = 0; round < 9; round += 1) {
    await isIn('waiting');
    pass(30_000);
    assert.notEqual(child.state().state, 'waiting', `round ${round}`);
    pass(5_000);
  }
});

test('what was stopped is not restarted, and exits by itself when asked', LIMIT, async (t) => {
  const { child, until, messages, pass, crashes } = supervised(t, () => ({ kind: 'start' }));
  child.start();
  await until(() => messages.length === 1);
  await child.stop();
  assert.equal(child.state().state, 'stopped');
  assert.equal(isAlive(messages[0]!.pid), false);
  pass(60_000);
  assert.deepEqual(child.state(), { state: 'stopped', pid: null, problem: null });
  assert.deepEqual(crashes, []);
});

test('stopping while it waits to be restarted ends the waiting', LIMIT, async (t) => {
  const { child, isIn, pass } = supervised(t, () => ({ kind: 'start', crash: true }));
  child.start();
  await isIn('waiting');
  await child.stop();
  pass(60_000);
  assert.equal(child.state().state, 'stopped');
});

test('one that neither drains nor heeds SIGTERM is killed: after 2.5 s and 1 s more', LIMIT, async (t) => {
  const { child, until, messages, pass } = supervised(t, () => ({ kind: 'start' }), 'stubborn');
  child.start();
  await until(() => messages.length === 1);
  const stopped = child.stop();
  pass(2_500);
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isAlive(messages[0]!.pid), 'SIGTERM was heard and not heeded');
  pass(1_000);
  await stopped;
  assert.equal(isAlive(messages[0]!.pid), false);
});

test('end tells how it went: gone by itself, killed after its grace, or not running at all', LIMIT, async (t) => {
  const { child, until, messages, pass } = supervised(t, () => ({ kind: 'start' }));
  assert.equal(await child.end(250), null);
  child.start();
  await until(() => messages.length === 1);
  assert.equal(await child.end(250), 'exited');
  child.start();
  await until(() => messages.length === 2);
  process.kill(messages[1]!.pid, 'SIGSTOP');
  const ended = child.end(250);
  pass(250);
  assert.equal(await ended, 'killed');
});

test(
  'a start that comes while the last one still ends waits for it: never two at once, and no crash is counted',
  LIMIT,
  async (t) => {
    const { child, until, messages, pass, crashes } = supervised(t, () => ({ kind: 'start' }));
    child.start();
    await until(() => messages.length === 1);
    const first = messages[0]!.pid;
    process.kill(first, 'SIGSTOP');
    const ended = child.end(250);
    child.start();
    assert.equal(child.state().pid, first, 'the old one is still there, and no other');
    pass(250);
    await ended;
    await until(() => messages.length === 2);
    assert.notEqual(messages[1]!.pid, first);
    assert.deepEqual(crashes, []);
  },
);

test('what a killed child had started ends with it', { ...LIMIT, skip: process.platform === 'win32' }, async (t) => {
  const { child, until, messages, isIn } = supervised(t, () => ({ kind: 'start', child: true }));
  child.start();
  await until(() => messages.some(({ kind }) => kind === 'child'));
  const grandchild = messages.find(({ kind }) => kind === 'child')!.pid;
  assert.ok(isAlive(grandchild));
  t.after(() => isAlive(grandchild) && process.kill(grandchild, 'SIGKILL'));
  process.kill(messages[0]!.pid, 'SIGKILL');
  await isIn('waiting');
  // Killed by now; the system may take a moment to say so.
  const deadline = performance.now() + 5_000;
  while (isAlive(grandchild) && performance.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isAlive(grandchild), false);
});

test('a child sees next to nothing of our environment (SEC-09)', LIMIT, async (t) => {
  process.env['HOLDFAST_TEST_SECRET'] = 'x';
  t.after(() => delete process.env['HOLDFAST_TEST_SECRET']);
  const { child, until, messages } = supervised(t, () => ({ kind: 'start' }));
  child.start();
  await until(() => messages.length === 1);
  const allowed = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  const added = ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];
  for (const name of messages[0]!.env!) assert.ok([...allowed, ...added].includes(name), name);
});

test('a program that cannot be started is a crash like any other, and no exception', LIMIT, async (t) => {
  const { isIn, child, crashes } = supervised(t, () => ({ kind: 'start' }), 'kind', join(folder, 'no-such-program'));
  child.start();
  await isIn('waiting');
  assert.equal(crashes.length, 1);
  assert.equal(child.state().pid, null);
});
