/** `build/start.js` in a checkout that is already set up, around a program that says what reaches it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { ROOT } from './setup.js';

const PROGRAM = `
import { readFileSync, writeFileSync } from 'node:fs';
const args = process.argv.slice(2);
const at = args.indexOf('--setup-password-fd');
const password = at === -1 ? null : readFileSync(Number(args[at + 1]), 'utf8');
process.once('SIGTERM', () => {
  process.stdout.write('told to end\\n');
  process.exit(7);
});
process.stdout.write(JSON.stringify({ args, password, pid: process.pid }) + '\\n');
if (args.includes('--end')) process.exit(6);
setTimeout(() => process.exit(99), 20_000);
`;

const root = mkdtempSync(join(tmpdir(), 'holdfast-start-'));
after(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
write('package.json', '{ "type": "module" }');
write('package-lock.json', '{}');
write('node_modules/.holdfast-lock', createHash('sha256').update('{}').digest('hex'));
mkdirSync(join(root, 'node_modules', '.bin'));
symlinkSync(process.execPath, join(root, 'node_modules', '.bin', 'node'));
for (const name of ['ffmpeg', 'ffprobe']) {
  write(`programs/${name}`, '#!/bin/sh\nexit 0\n');
  chmodSync(join(root, 'programs', name), 0o755);
}
for (const name of ['setup.js', 'start.js']) {
  mkdirSync(join(root, 'build'), { recursive: true });
  cpSync(join(ROOT, 'build', name), join(root, 'build', name));
}
write('electron/headless/holdfast.js', PROGRAM);
write('resources/web/.stamp', '');

const env = { ...process.env, PATH: `${join(root, 'programs')}${delimiter}${process.env['PATH'] ?? ''}` };
delete (env as NodeJS.ProcessEnv)['npm_lifecycle_event'];

/** Runs start.js; `said` collects what the program under it prints and resolves its first line. */
function start(t: TestContext, args: string[], options: { stdio?: StdioOptions; env?: NodeJS.ProcessEnv } = {}) {
  const child = spawn(process.execPath, [join(root, 'build', 'start.js'), ...args], {
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...options.env },
  });
  t.after(() => child.kill('SIGKILL'));
  return { child, ...listen(child) };
}

function listen(child: ChildProcess) {
  const heard = { text: '' };
  const ready = new Promise<{ args: string[]; password: string | null; pid: number }>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      heard.text += chunk;
      const line = /^\{.*\}$/m.exec(heard.text);
      if (line) resolve(JSON.parse(line[0]));
    });
    child.once('close', () => reject(new Error(`ended before it was ready: ${heard.text}`)));
  });
  return { heard, ready };
}

test('the flags reach serve, and its exit code comes back', async (t) => {
  const { child, ready } = start(t, ['--port', '1', '--end']);
  const closed = once(child, 'close');
  assert.deepEqual((await ready).args, ['serve', '--port', '1', '--end']);
  assert.deepEqual(await closed, [6, null]);
});

test('SIGTERM reaches serve, and its end is waited for', async (t) => {
  const { child, ready, heard } = start(t, []);
  const closed = once(child, 'close');
  await ready;
  child.kill('SIGTERM');
  assert.deepEqual(await closed, [7, null]);
  assert.match(heard.text, /told to end/);
});

test('when npm is killed, what it started ends too', async (t) => {
  // A shell between, as npm has one: killing it tells nobody below.
  const shell = spawn('sh', ['-c', '"$0" "$1"; exit 0', process.execPath, join(root, 'build', 'start.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, npm_lifecycle_event: 'start' },
  });
  const { ready, heard } = listen(shell);
  const closed = once(shell, 'close'); // when the last holder of its output is gone
  const { pid } = await ready;
  t.after(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone, as it should be
    }
  });
  shell.kill('SIGKILL');
  await closed;
  assert.match(heard.text, /told to end/);
});

test('the password descriptor is handed on', async (t) => {
  write('password.txt', 'three small words');
  const fd = openSync(join(root, 'password.txt'), 'r');
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'ignore', 'ignore', fd];
  const { ready } = start(t, ['--setup-password-fd', '5', '--end'], { stdio });
  assert.equal((await ready).password, 'three small words');
});

test('a password descriptor that npm would not pass on is refused with the way that works', async (t) => {
  const { child, ready } = start(t, ['--setup-password-fd=3'], { env: { npm_lifecycle_event: 'start' } });
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  const closed = once(child, 'close');
  await assert.rejects(ready, /ended before it was ready/);
  assert.deepEqual(await closed, [2, null]);
  assert.match(said, /^npm does not pass file descriptor 3 on: use --setup-password-fd 0/);
});
