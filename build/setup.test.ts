import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { advice, areWebAppsStale, dependencyState, findChromium, nodeProblem } from './setup.js';

function checkout(t: TestContext, files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-setup-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const LOCK = JSON.stringify({
  packages: {
    '': { name: 'holdfast' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/for-macs': { version: '1.0.0', integrity: 'sha512-m', optional: true },
  },
});
const installed = (integrity: string) =>
  JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', integrity } } });

test('a fresh checkout is installed', (t) => {
  assert.equal(dependencyState(checkout(t, { 'package-lock.json': LOCK })), 'install');
});

test('an installed checkout is left alone until its lock file changes', (t) => {
  const hash = createHash('sha256').update(LOCK).digest('hex');
  const root = checkout(t, { 'package-lock.json': LOCK, 'node_modules/.holdfast-lock': `${hash}\n` });
  assert.equal(dependencyState(root), 'ready');
  writeFileSync(join(root, 'package-lock.json'), `${LOCK}\n`);
  assert.equal(dependencyState(root), 'install');
});

test('what somebody installed by hand is taken over only when it is what the lock file asks for', (t) => {
  const lists = { 'package-lock.json': LOCK, 'node_modules/.package-lock.json': installed('sha512-a') };
  assert.equal(dependencyState(checkout(t, lists)), 'adopt');
  const other = { ...lists, 'node_modules/.package-lock.json': installed('sha512-other') };
  assert.equal(dependencyState(checkout(t, other)), 'install');
  const cut = { ...lists, 'node_modules/.package-lock.json': installed('sha512-a').slice(0, 30) };
  assert.equal(dependencyState(checkout(t, cut)), 'install');
});

test('what npm left out because it ran on an old Node is installed after all', (t) => {
  const forHere = {
    version: '1.0.0',
    integrity: 'sha512-h',
    optional: true,
    os: [process.platform],
    cpu: [process.arch],
  };
  const packages = { ...JSON.parse(LOCK).packages, 'node_modules/for-here': forHere };
  const lists = {
    'package-lock.json': JSON.stringify({ packages }),
    'node_modules/.package-lock.json': installed('sha512-a'),
  };
  assert.equal(dependencyState(checkout(t, lists)), 'install');
  delete packages['node_modules/for-here'];
  assert.equal(dependencyState(checkout(t, { ...lists, 'package-lock.json': JSON.stringify({ packages }) })), 'adopt');
});

test('only a Node that the database library runs on will do', () => {
  assert.equal(nodeProblem({ node: '24.21.0', napi: '10' }), null);
  assert.equal(nodeProblem({ node: '26.10.0', napi: '11' }), null);
  assert.match(String(nodeProblem({ node: '20.20.2', napi: '9' })), /^Holdfast needs Node 24 .*20\.20\.2.*nodejs\.org/);
  assert.notEqual(nodeProblem({ node: '24.0.0', napi: '9' }), null);
  assert.notEqual(nodeProblem({ node: '24.0.0', napi: undefined }), null);
});

test('the web apps are built when absent, when a source is newer, and when one was deleted', (t) => {
  const root = checkout(t, { 'renderer/player/app.tsx': '', 'shared/result.ts': '', 'build/build-web.ts': '' });
  const at = (path: string, seconds: number) => utimesSync(join(root, path), seconds, seconds);
  const sources = ['renderer/player/app.tsx', 'renderer/player', 'renderer', 'shared/result.ts', 'shared'];
  for (const path of [...sources, 'build/build-web.ts']) at(path, 1000);
  assert.equal(areWebAppsStale(root), true);

  mkdirSync(join(root, 'resources/web'), { recursive: true });
  writeFileSync(join(root, 'resources/web/.stamp'), '');
  at('resources/web/.stamp', 2000);
  assert.equal(areWebAppsStale(root), false);
  at('renderer/player/app.tsx', 3000);
  assert.equal(areWebAppsStale(root), true);
  at('renderer/player/app.tsx', 1000);
  at('shared', 3000); // what a deleted file leaves behind
  assert.equal(areWebAppsStale(root), true);
});

test('each system is told its own command', () => {
  assert.equal(advice('ffmpeg', 'darwin'), 'brew install ffmpeg');
  assert.equal(advice('ffmpeg', 'win32'), 'winget install Gyan.FFmpeg');
  assert.match(advice('ffmpeg', 'linux'), /^sudo \S+ \S+ ffmpeg$/);
});

test('the browser named in CHROMIUM comes first', () => {
  assert.equal(findChromium({ CHROMIUM: process.execPath, PATH: '' }), process.execPath);
});
