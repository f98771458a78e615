import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { claimDataFolder, type Instance } from './instance.ts';

let folder: string;
let root: string;
let maskBefore: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-instance-'));
  root = join(folder, 'data');
  maskBefore = process.umask();
});
afterEach(() => {
  process.umask(maskBefore);
  rmSync(folder, { recursive: true, force: true });
});

function claim(): Instance {
  const claimed = claimDataFolder(root);
  assert.ok(claimed.ok, JSON.stringify(claimed));
  return claimed.value;
}

test(
  'a fresh folder is made for this user alone, whatever the umask (MED-03)',
  { skip: process.platform === 'win32' },
  () => {
    process.umask(0);
    const { data, files, release } = claim();
    for (const path of [data.root, data.generations, data.cache, data.run, data.logs, data.backups, files.serverFolder])
      assert.equal(statSync(path).mode & 0o777, 0o700, path);
    for (const path of [data.instanceDb, data.current]) assert.equal(statSync(path).mode & 0o777, 0o600, path);
    writeFileSync(join(data.cache, 'later'), '');
    assert.equal(statSync(join(data.cache, 'later')).mode & 0o077, 0, 'and so is what is made later');
    release();
  },
);

test(
  'folders others could enter are narrowed again at the next claim (MED-03)',
  { skip: process.platform === 'win32' },
  () => {
    const { data, release } = claim();
    release();
    chmodSync(data.root, 0o777);
    chmodSync(data.logs, 0o755);
    claim().release();
    assert.equal(statSync(data.root).mode & 0o777, 0o700);
    assert.equal(statSync(data.logs).mode & 0o777, 0o700);
  },
);

test('installation and generation stay the same for life', () => {
  const first = claim();
  first.release();
  const second = claim();
  assert.equal(second.installationId, first.installationId);
  assert.equal(second.generation, first.generation);
  assert.match(second.installationId, /^[0-9a-f]{32}$/);
  assert.equal(readFileSync(second.data.current, 'utf8').trim(), second.generation);
  second.release();
});

test('a folder that is claimed cannot be claimed again, and can be once it was let go (DSK-08)', () => {
  const first = claim();
  const second = claimDataFolder(root);
  assert.ok(!second.ok && second.failure.code === 'in-use');
  assert.match(second.failure.message, /^Another Holdfast is running on .*Use that one, or give another --data-dir\.$/);
  first.release();
  claim().release();
});

test('a process that dies, however it dies, lets go of its claim (DSK-08)', async () => {
  const script = `
    import { claimDataFolder } from ${JSON.stringify(import.meta.resolve('./instance.ts'))};
    const claimed = claimDataFolder(${JSON.stringify(root)});
    process.send(claimed.ok);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    timeout: 30_000,
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' }, // 24.21 may take an older script of a command line from there
  });
  try {
    assert.equal(await new Promise((resolve) => child.once('message', resolve)), true);
    const refused = claimDataFolder(root);
    assert.ok(!refused.ok && refused.failure.code === 'in-use');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    claim().release();
  } finally {
    child.kill('SIGKILL');
  }
});

test('a file in the way, and a damaged instance.db, are told in a sentence', () => {
  writeFileSync(join(folder, 'file'), '');
  for (const place of [join(folder, 'file'), join(folder, 'file', 'data')]) {
    const refused = claimDataFolder(place);
    assert.ok(!refused.ok && refused.failure.code === 'not-usable');
    assert.match(refused.failure.message, /cannot be used: .*Give another --data-dir\. Nothing was changed\.$/);
  }
  const { data, release } = claim();
  release();
  writeFileSync(data.instanceDb, 'garbage '.repeat(2_000));
  const refused = claimDataFolder(root);
  assert.ok(!refused.ok && refused.failure.code === 'not-usable');
  assert.match(refused.failure.message, /instance\.db is damaged\. Move that file away/);
});

test('a folder with other things in it is nobody to be narrowed and filled: a mistyped path changes nothing (MED-03)', () => {
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o755 });
  writeFileSync(join(home, '.profile'), '');
  writeFileSync(join(home, 'taxes.ods'), '');
  const refused = claimDataFolder(home);
  assert.ok(!refused.ok && refused.failure.code === 'not-usable');
  assert.match(refused.failure.message, /holds other things \(taxes\.ods\).*Give an empty one/);
  assert.deepEqual(readdirSync(home).toSorted(), ['.profile', 'taxes.ods']);
  if (process.platform !== 'win32') assert.equal(statSync(home).mode & 0o777, 0o755);
  // What was carried here for a restore is no stranger's.
  rmSync(join(home, 'taxes.ods'));
  mkdirSync(join(home, 'backups'));
  const claimed = claimDataFolder(home);
  assert.ok(claimed.ok);
  claimed.value.release();
});
