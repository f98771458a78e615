import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BIN = join(ROOT, 'electron', 'headless', 'holdfast.js');

/** The package with a `main.ts` that says what it was given, on our Node. */
const copy = mkdtempSync(join(tmpdir(), 'holdfast-bin-'));
mkdirSync(join(copy, 'electron', 'headless'), { recursive: true });
cpSync(BIN, join(copy, 'electron', 'headless', 'holdfast.js'));
cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
writeFileSync(
  join(copy, 'electron', 'headless', 'main.ts'),
  `export async function main(args: string[]): Promise<number> {
  process.stdout.write(JSON.stringify({ args, node: process.versions.node }));
  return args[0] === 'status' ? 3 : 0;
}
`,
);
mkdirSync(join(copy, 'node_modules', '.bin'), { recursive: true });
symlinkSync(process.execPath, join(copy, 'node_modules', '.bin', 'node'));
after(() => rmSync(copy, { recursive: true, force: true }));

function run(command: string, args: string[], env: NodeJS.ProcessEnv = process.env) {
  return spawnSync(command, args, { cwd: copy, encoding: 'utf8', timeout: 60_000, env });
}

/** A Node before 24 that is not from a node_modules folder, as an unprepared machine would have. */
function oldNode(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  for (const folder of folders) {
    const node = join(folder, 'node');
    if (!existsSync(node)) continue;
    const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', timeout: 10_000 });
    if (Number.parseInt(stdout, 10) < 24) return node;
  }
  return null;
}

test('the arguments arrive and the exit code goes out, with nothing of Node around them', () => {
  const result = run(process.execPath, ['electron/headless/holdfast.js', 'status', '--json']);
  assert.deepEqual(JSON.parse(result.stdout).args, ['status', '--json']);
  assert.equal(result.status, 3);
  assert.equal(result.stderr, '');
});

test('an older Node is told what to do, in one sentence, before anything is loaded', (t) => {
  const node = oldNode();
  if (node === null) return t.skip('NOT TESTED: there is no Node before 24 on PATH');
  const result = run(node, ['electron/headless/holdfast.js', '--version']);
  assert.equal(result.status, 1);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, /^Holdfast needs Node 24 or newer and was started with \d+\.\d+\.\d+: .*npm start.*\n$/);
});

test('npx holdfast runs this very program on our Node, and fetches nothing', (t) => {
  if (run('npx', ['--version']).status !== 0) return t.skip('NOT TESTED: there is no npx on PATH');
  // npm's own variables would make it take the outer project for this one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  chmodSync(join(copy, 'electron', 'headless', 'holdfast.js'), 0o755);
  const settings = { npm_config_cache: join(copy, 'npm-cache'), npm_config_offline: 'true', npm_config_yes: 'false' };
  const result = run('npx', ['holdfast', 'call', '--list'], { ...env, ...settings });
  assert.equal(result.status, 0, result.stderr);
  assert.deepEqual(JSON.parse(result.stdout), { args: ['call', '--list'], node: process.versions.node });
});
