/** Each rule of boundaries.cjs is broken once in a small tree, and must be what fires there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { after, test } from 'node:test';
import { checkBoundaries, ruleNames, sourceFiles } from './check-boundaries.ts';
import { ROOT } from './setup.js';

const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

/** A tree in which each key is a file that imports what its value lists; what is imported and ours exists too. */
function tree(imports: Record<string, readonly string[]>): string {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-boundaries-'));
  roots.push(root);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  // Electron and the rest stand in as empty packages: only their names matter here.
  const names = ['electron', 'fastify', 'keytar', 'pino', 'typebox', 'better-sqlite3', 'left-pad'];
  for (const name of names) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};\n');
  }
  const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
  write('package.json', JSON.stringify({ name: 'tree', type: 'module', dependencies }));

  const isOurs = (target: string) => target.includes('/');
  for (const target of Object.values(imports).flat().filter(isOurs)) {
    if (!(target in imports) && !target.endsWith('absent.ts')) write(target, 'export const a = 1;\n');
  }
  for (const [path, targets] of Object.entries(imports)) {
    const lines = targets.map((target, index) => {
      const specifier = isOurs(target) ? posix.relative(posix.dirname(path), target) : target;
      return `import * as a${index} from '${specifier.startsWith('.') || !isOurs(target) ? specifier : `./${specifier}`}';\n`;
    });
    write(path, `${lines.join('')}export const all = [${targets.map((_, index) => `a${index}`).join(', ')}];\n`);
  }
  return root;
}

/** Rule, the tree that breaks it, and the file it must be reported for. */
const seeds: readonly (readonly [rule: string, from: string, to: string, more?: Record<string, string[]>])[] = [
  ['shared-knows-nobody', 'shared/result.ts', 'electron/core/library/index.ts'],
  ['shared-needs-only-the-schema-library', 'shared/result.ts', 'left-pad'],
  ['shared-needs-only-the-schema-library', 'shared/result.ts', 'node:fs'],
  ['window-knows-only-shared-and-ui', 'renderer/manager/app.tsx', 'renderer/player/app.tsx'],
  ['window-knows-only-shared-and-ui', 'renderer/manager/app.tsx', 'electron/manager/manager.ts'],
  ['player-knows-only-shared-and-ui', 'renderer/player/app.tsx', 'renderer/manager/app.tsx'],
  ['player-knows-only-shared-and-ui', 'renderer/player/app.tsx', 'electron/core/library/index.ts'],
  ['ui-knows-only-shared', 'renderer/ui/button.tsx', 'renderer/player/app.tsx'],
  ['kernel-knows-no-slice', 'electron/core/kernel/ids.ts', 'electron/core/accounts/index.ts'],
  ['kernel-needs-only-sqlite-and-the-log', 'electron/core/kernel/ids.ts', 'left-pad'],
  ['pino-only-in-the-log', 'electron/core/library/index.ts', 'pino'],
  ['leaf-slices-do-not-meet', 'electron/core/library/index.ts', 'electron/core/accounts/index.ts'],
  ['leaf-slices-do-not-meet', 'electron/core/live/index.ts', 'electron/core/incident/index.ts'],
  ['leaf-slices-do-not-meet', 'electron/core/a-new-slice/index.ts', 'electron/core/library/index.ts'],
  ['slices-through-the-front-door', 'electron/core/incident/lock-down.ts', 'electron/core/accounts/store.ts'],
  ['slices-through-the-front-door', 'electron/core/accounts/sign-in.ts', 'electron/core/audit/store.ts'],
  ['core-reaches-no-host', 'electron/core/library/index.ts', 'electron/server/app.ts'],
  ['core-reaches-no-host', 'electron/core/library/index.ts', 'fastify'],
  [
    'core-reaches-no-host',
    'electron/core/library/index.ts',
    'shared/innocent.ts',
    { 'shared/innocent.ts': ['electron/manager/manager.ts'] },
  ],
  ['core-knows-no-face', 'electron/core/library/index.ts', 'renderer/ui/tokens.ts'],
  ['hosts-use-the-front-door', 'electron/manager/manager.ts', 'electron/core/accounts/store.ts'],
  ['hosts-use-the-front-door', 'electron/server/routes/library.ts', 'electron/core/library/store.ts'],
  ['manager-knows-core-and-shared', 'electron/manager/manager.ts', 'electron/headless/main.ts'],
  ['manager-knows-core-and-shared', 'electron/manager/supervisor.ts', 'electron/worker/index.ts'],
  ['main-knows-manager-core-shared', 'electron/main/index.ts', 'electron/server/index.ts'],
  ['headless-knows-manager-core-shared', 'electron/headless/main.ts', 'electron/worker/index.ts'],
  ['preload-knows-shared', 'electron/preload/index.ts', 'electron/manager/manager.ts'],
  ['server-knows-core-and-shared', 'electron/server/index.ts', 'electron/worker/index.ts'],
  ['server-knows-core-and-shared', 'electron/server/index.ts', 'electron/manager/manager.ts'],
  ['worker-knows-core-and-shared', 'electron/worker/index.ts', 'electron/server/app.ts'],
  ['electron-only-in-the-shell', 'electron/manager/manager.ts', 'electron'],
  ['fastify-only-in-server-and-worker', 'electron/headless/owner-page/owner-page.ts', 'fastify'],
  ['keytar-only-in-the-keychain', 'electron/manager/manager.ts', 'keytar'],
  ['no-cycles', 'shared/a.ts', 'shared/b.ts', { 'shared/b.ts': ['shared/a.ts'] }],
  ['no-tests-in-the-product', 'electron/core/library/index.ts', 'electron/core/library/scan.test.ts'],
  ['no-tests-in-the-product', 'electron/core/library/index.ts', 'electron/core/library/testing/films.ts'],
  ['imports-resolve', 'electron/manager/manager.ts', 'electron/manager/absent.ts'],
];

for (const [rule, from, to, more] of seeds) {
  test(`${rule}: ${from} may not import ${to}`, async () => {
    const { violations } = await checkBoundaries(tree({ [from]: [to], ...more }));
    const fired = violations.filter((violation) => violation.rule === rule).map((violation) => violation.from);
    assert.ok(fired.includes(from), `fired instead: ${JSON.stringify(violations)}`);
  });
}

test('no rule is without a seed here', () => {
  assert.deepEqual([...new Set(seeds.map(([rule]) => rule))].toSorted(), ruleNames.toSorted());
});

test('what the table allows passes', async () => {
  const allowed = tree({
    'shared/contract/incident.ts': ['typebox', 'shared/result.ts'],
    'shared/result.test.ts': ['node:test', 'shared/result.ts'],
    'renderer/manager/app.tsx': ['shared/result.ts', 'renderer/ui/button.tsx'],
    'renderer/player/app.tsx': ['shared/result.ts', 'renderer/ui/button.tsx'],
    'renderer/ui/button.tsx': ['shared/result.ts'],
    'electron/core/kernel/database.ts': ['node:fs', 'better-sqlite3', 'shared/result.ts'],
    'electron/core/kernel/log.ts': ['pino'],
    'electron/core/audit/index.ts': ['electron/core/kernel/database.ts'],
    'electron/core/accounts/index.ts': ['electron/core/kernel/database.ts', 'electron/core/audit/index.ts'],
    'electron/core/accounts/sign-in.test.ts': [
      'electron/core/accounts/index.ts',
      'electron/core/kernel/testing/clock.ts',
    ],
    'electron/core/incident/index.ts': ['electron/core/accounts/index.ts', 'electron/core/audit/index.ts'],
    'electron/manager/manager.ts': [
      'electron/core/incident/index.ts',
      'shared/result.ts',
      'electron/manager/keychain.ts',
    ],
    'electron/manager/keychain.ts': ['keytar'],
    'electron/main/index.ts': ['electron', 'electron/manager/manager.ts'],
    'electron/preload/index.ts': ['electron', 'shared/result.ts'],
    'electron/headless/main.ts': ['electron/manager/manager.ts', 'electron/core/accounts/index.ts'],
    'electron/server/index.ts': ['fastify', 'electron/core/accounts/index.ts'],
    'electron/worker/index.ts': ['electron/core/library/index.ts', 'shared/result.ts'],
  });
  const { violations, read, unread } = await checkBoundaries(allowed);
  assert.deepEqual(violations, []);
  assert.deepEqual(unread, []);
  assert.ok(read.length >= 18);
});

test('a type import counts like any other', async () => {
  const root = tree({ 'shared/result.ts': [] });
  mkdirSync(join(root, 'electron/manager'), { recursive: true });
  writeFileSync(join(root, 'electron/manager/manager.ts'), 'export type Manager = { readonly a: 1 };\n');
  writeFileSync(
    join(root, 'shared/result.ts'),
    "import type { Manager } from '../electron/manager/manager.ts';\nexport type A = Manager;\n",
  );
  const { violations } = await checkBoundaries(root);
  assert.deepEqual(
    violations.map(({ rule }) => rule),
    ['shared-knows-nobody'],
  );
});

test('a source file that was not read is named', async () => {
  const root = tree({ 'shared/result.ts': [] });
  const { read, unread } = await checkBoundaries(root, ['shared/result.ts', 'shared/passed-over.ts']);
  assert.deepEqual(read, ['shared/result.ts']);
  assert.deepEqual(unread, ['shared/passed-over.ts']);
});

test('the files there are: those in git, those not yet added, and none that git ignores', async () => {
  const root = tree({ 'shared/result.ts': [], 'shared/ignored.ts': [] });
  writeFileSync(join(root, '.gitignore'), 'node_modules/\nshared/ignored.ts\n');
  assert.equal(spawnSync('git', ['init', '--quiet'], { cwd: root, timeout: 10_000 }).status, 0);
  spawnSync('git', ['add', 'package.json', 'shared/result.ts'], { cwd: root, timeout: 10_000 });
  writeFileSync(join(root, 'shared/new.ts'), 'export const a = 1;\n');
  assert.deepEqual(sourceFiles(root).toSorted(), ['shared/new.ts', 'shared/result.ts']);
});

test('our own tree is read whole', async () => {
  const { read, unread } = await checkBoundaries(ROOT);
  assert.deepEqual(unread, []);
  assert.ok(read.length > 0);
});
