import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  databaseFile,
  holdfast,
  makeFilm,
  makeFolder,
  MEMBER,
  OWNER,
  processesNaming,
  signIn,
  startHouse,
  type CommandResult,
  type House,
} from '../fixtures/house.ts';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = makeFolder();
  dataDir = join(root, 'data');
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

type Listed = {
  readonly backups: readonly {
    fileName: string;
    accounts: number;
    items: number;
    copies: { path: string; provenAt: string | null }[];
  }[];
  readonly drill: { readonly problem: string | null } | null;
  readonly kit: { readonly confirmedAt: string | null; readonly group: number } | null;
  readonly secondFolder: { readonly state: string } | null;
};

function succeeded(result: CommandResult): CommandResult {
  assert.equal(result.code, 0, result.stdout + result.stderr);
  return result;
}

/** `holdfast backup …` while nothing runs on the folder. */
const backupAlone = (
  args: readonly string[],
  options: { data?: string; config?: string; key?: string; passphrase?: string } = {},
) =>
  holdfast(['backup', ...args, '--data-dir', options.data ?? dataDir], {
    env: { ...process.env, XDG_CONFIG_HOME: options.config ?? join(root, 'config') },
    ...(options.key === undefined ? {} : { passwords: `${options.key}\n` }),
    ...(options.passphrase === undefined ? {} : { input: `${options.passphrase}\n` }),
  });

async function houseWithFilm(more: Parameters<typeof startHouse>[0] = {}): Promise<House> {
  const films = join(root, 'films');
  await makeFilm(join(films, 'The Lighthouse (2019).mp4'));
  return startHouse({ dataDir, user: true, libraries: [`film:${films}`], until: 'scanned', ...more });
}

async function films(house: House, token: string): Promise<{ id: string; title: string }[]> {
  const response = await house.fetch('/api/v1/items?limit=10', token);
  return ((await response.json()) as { items: { id: string; title: string }[] }).items;
}

async function plays(house: House, token: string): Promise<void> {
  const [film] = await films(house, token);
  assert.equal(film?.title, 'The Lighthouse');
  const playback = await house.fetch(`/api/v1/items/${film.id}/playback`, token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ capabilities: { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false } }),
  });
  assert.ok(playback.ok, `${playback.status} ${await playback.clone().text()}`);
}

describe('a backup brings the house back', () => {
  test('after the data folder was wrecked: restored alone, everybody signs in anew, the film plays (DB-05, DB-11)', async () => {
    let file: string;
    let old: string;
    {
      await using house = await houseWithFilm();
      old = await house.login(OWNER.name, OWNER.password);
      assert.match(succeeded(await house.cli('backup', 'create')).stdout, /^Made and proved: .*\.age \(/);
      const listed = JSON.parse(succeeded(await house.cli('backup', 'list', '--json')).stdout) as Listed;
      assert.equal(listed.backups.length, 1);
      assert.deepEqual([listed.backups[0]!.accounts, listed.backups[0]!.items], [2, 1]);
      assert.ok(listed.backups[0]!.copies[0]!.provenAt);
      file = listed.backups[0]!.copies[0]!.path;
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.equal((await house.stop()).code, 0);
    }
    for (const name of ['manager', 'server', 'library'] as const) writeFileSync(databaseFile(dataDir, name), 'wrecked');
    const verified = succeeded(await backupAlone(['verify', file]));
    assert.match(verified.stdout, /^Sound: made .*, 2 accounts, 1 titles\.$/m);
    const unasked = await backupAlone(['restore', file]);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /^Nothing was changed: add --yes/);
    const restored = succeeded(await backupAlone(['restore', file, '--yes']));
    assert.match(restored.stdout, /Accounts: ada, ben/);
    const alone = ['audit', 'verify', '--data-dir', dataDir];
    succeeded(await holdfast(alone, { env: { ...process.env, XDG_CONFIG_HOME: join(root, 'config') } }));
    await using house = await startHouse({ dataDir, configDir: join(root, 'config'), setUp: false, until: 'open' });
    succeeded(await house.cli('audit', 'verify'));
    assert.equal((await house.fetch('/api/v1/auth/me', old)).status, 401, 'the session of before is over');
    await plays(house, await house.login(OWNER.name, OWNER.password));
    assert.equal((await signIn(house.url, MEMBER.name, MEMBER.password)).status, 200);
  });

  test('while it serves: what came later is gone, sessions too; the address stays', async () => {
    await using house = await houseWithFilm();
    succeeded(await house.cli('backup', 'create'));
    const { backups } = await house.call<Listed>('backups.list');
    await house.call('accounts.create', { name: 'carol', password: 'Copper violin 77 hums' });
    const token = await house.login(OWNER.name, OWNER.password);
    const { url, pid } = house;
    const before = await house.pids();
    const preview = await house.call<{ backup: { accounts: string[] }; present: { accounts: string[] } }>(
      'backups.preview',
      {
        file: backups[0]!.copies[0]!.path,
      },
    );
    assert.deepEqual(
      [preview.backup.accounts, preview.present.accounts],
      [
        ['ada', 'ben'],
        ['ada', 'ben', 'carol'],
      ],
    );
    const restored = succeeded(await house.cli('backup', 'restore', backups[0]!.fileName, '--yes'));
    assert.match(restored.stdout, /Accounts: ada, ben \(now ada, ben, carol\)/);
    assert.equal((await house.status()).house, 'open');
    assert.deepEqual([house.url, house.pid], [url, pid]);
    succeeded(await house.cli('audit', 'verify'));
    const after = await house.pids();
    assert.notEqual(after.server, before.server);
    assert.equal((await house.fetch('/api/v1/auth/me', token)).status, 401);
    assert.equal((await signIn(house.url, 'carol', 'Copper violin 77 hums')).status, 401);
    await plays(house, await house.login(OWNER.name, OWNER.password));
    assert.equal((await house.call<Listed>('backups.list')).backups.length, 1, 'the backups of now are still known');
    await house.call('accounts.create', { name: 'dora', password: 'Copper violin 78 hums' });
    assert.equal((await house.stop()).code, 0);
  });

  test('on a fresh machine with the kit alone: folders elsewhere, closed until the owner opens (SEC-08, R-43)', async () => {
    let key: string;
    let file: string;
    {
      await using house = await houseWithFilm();
      const paper = join(root, 'kit.txt');
      const issued = succeeded(await house.cli('backup', 'kit', '--out', paper));
      assert.equal(statSync(paper).mode & 0o777, 0o600);
      const text = readFileSync(paper, 'utf8');
      key = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/m.exec(text)![0];
      assert.doesNotMatch(issued.stdout + house.output(), /AGE-SECRET-KEY/);
      assert.doesNotMatch(readFileSync(join(dataDir, 'logs', 'manager.log'), 'utf8'), /AGE-SECRET-KEY/);
      assert.equal((await house.cli('backup', 'kit', '--out', paper)).code, 1, 'a kit never overwrites a file');
      const { kit } = await house.call<Listed>('backups.list');
      assert.equal((await house.cli('backup', 'kit', '--confirm', 'WRONG1')).code, 1);
      const group = new RegExp(`^ +${kit!.group}  (\\w+)$`, 'm').exec(text)![1]!;
      succeeded(await house.cli('backup', 'kit', '--confirm', group.toLowerCase()));
      assert.ok((await house.call<Listed>('backups.list')).kit!.confirmedAt);
      succeeded(await house.cli('backup', 'create'));
      file = (await house.call<Listed>('backups.list')).backups[0]!.copies[0]!.path;
      await house.stop();
    }
    const data = join(root, 'new-machine');
    const config = join(root, 'new-config');
    const moved = join(root, 'elsewhere');
    await makeFilm(join(moved, 'The Lighthouse (2019).mp4'));
    const noKey = await backupAlone(['restore', file, '--yes'], { data, config });
    assert.equal(noKey.code, 1);
    assert.match(noKey.stderr, /The key does not open this backup/);
    const passphrase = 'a passphrase for the keys of the new machine';
    const args = ['restore', file, '--yes', '--identity-fd', '3', '--secrets-passphrase-fd', '0'];
    succeeded(
      await backupAlone([...args, '--map', `${join(root, 'films')}=${moved}`], { data, config, key, passphrase }),
    );
    assert.deepEqual(
      readdirSync(join(config, 'holdfast')).map((name) => name.replace(/[0-9a-f]{32}/, '<id>')),
      ['keys-<id>.age'],
      'the keys came along into the file under the passphrase, and into no other',
    );
    await using house = await startHouse({ dataDir: data, configDir: config, setUp: false, passphrase });
    const audit = succeeded(await house.cli('audit', 'verify'));
    assert.match(audit.stdout, /^The audit is whole: /, 'its seals hold under the key that came along (LOG-07)');
    assert.equal((await house.status()).house, 'closed');
    succeeded(await house.cliWithInput(`${OWNER.password}\n`, 'unlock'));
    await house.status();
    const { libraries } = await house.call<{ libraries: { path: string }[] }>('library.list');
    assert.deepEqual(
      libraries.map(({ path }) => path),
      [moved],
    );
    await plays(house, await house.login(OWNER.name, OWNER.password));
  });
});

describe('backups are looked after', () => {
  test('the drill signs somebody in to a restored copy and leaves nothing; the house goes on (DB-10)', async () => {
    await using house = await houseWithFilm();
    succeeded(await house.cli('backup', 'create'));
    const before = readdirSync(join(dataDir, 'generations'));
    assert.match(succeeded(await house.cli('backup', 'drill')).stdout, /with 2 accounts and 1 titles/);
    assert.equal((await house.call<Listed>('backups.list')).drill?.problem, null);
    const { text } = await house.call<{ text: string }>('maintenance.summary', { id: 'MNT-09' });
    assert.match(text, /^The drill of .* passed/);
    await house.call('maintenance.done', { id: 'MNT-09', note: 'Watched it.' });
    const { tasks } = await house.call<{
      tasks: { id: string; state: string; lastDone: { evidence: string } | null }[];
    }>('maintenance.list');
    assert.equal(tasks.length, 22);
    assert.deepEqual(
      tasks.filter(({ state }) => state !== 'done').map(({ id, state }) => [id, state]),
      [
        ['MNT-07', 'not-in-use'],
        ['MNT-11', 'not-in-use'],
      ],
      'a house that was set up today has nothing due',
    );
    assert.equal(tasks.find(({ id }) => id === 'MNT-09')?.lastDone?.evidence, text);
    assert.deepEqual(readdirSync(join(dataDir, 'generations')), before);
    assert.deepEqual(
      readdirSync(join(dataDir, 'cache')).filter((name) => name.startsWith('vault')),
      [],
    );
    const { accounts } = await house.call<{ accounts: { name: string }[] }>('accounts.list');
    assert.deepEqual(accounts.map(({ name }) => name).sort(), ['ada', 'ben'], 'the canary lived in the copy alone');
  });

  test('a second folder gets its copy; the same disk and a folder that is gone are said (DB-07, DB-12)', async () => {
    const second = join(root, 'second');
    mkdirSync(second);
    await using house = await startHouse({ dataDir, extraArgs: ['--backup-dir', second] });
    succeeded(await house.cli('backup', 'create'));
    assert.deepEqual(readdirSync(second), readdirSync(join(dataDir, 'backups')));
    const { backups, secondFolder } = await house.call<Listed>('backups.list');
    assert.equal(secondFolder?.state, 'same-disk');
    assert.match((await house.status()).warnings.join('\n'), /on the same disk; one failure would take both/);
    succeeded(await house.cli('backup', 'verify', join(second, backups[0]!.fileName)));
    rmSync(second, { recursive: true });
    const again = succeeded(await house.cli('backup', 'create'));
    assert.match(again.stdout, /^Made and proved/);
    assert.match((await house.status()).warnings.join('\n'), /The second folder for backups is not there/);
  });

  test('ten files that are no backup of ours are refused with 1 and a sentence, and nothing stops', async () => {
    await using house = await startHouse({ dataDir });
    succeeded(await house.cli('backup', 'create'));
    const good = readFileSync((await house.call<Listed>('backups.list')).backups[0]!.copies[0]!.path);
    const pids = await house.pids();
    const flipped = (at: number) => {
      const bytes = Buffer.from(good);
      bytes[at]! ^= 4;
      return bytes;
    };
    const files: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      text: Buffer.from('holdfast'),
      database: readFileSync(databaseFile(dataDir, 'manager')),
      header: good.subarray(0, 60),
      half: good.subarray(0, good.length >> 1),
      short: good.subarray(0, good.length - 1),
      flippedStart: flipped(250),
      flippedMiddle: flipped(good.length >> 1),
      flippedEnd: flipped(good.length - 1),
      longer: Buffer.concat([good, Buffer.from('more')]),
    };
    for (const [name, content] of Object.entries(files)) {
      const file = join(root, `${name}.age`);
      writeFileSync(file, content);
      const refused = await house.cli('backup', 'restore', file, '--yes');
      assert.equal(refused.code, 1, name);
      assert.equal(refused.stderr.trim().split('\n').length, 1, refused.stderr);
      assert.doesNotMatch(refused.stderr, /Something went wrong/);
    }
    assert.deepEqual(await house.pids(), pids);
    assert.ok((await house.fetch('/healthz')).ok);
  });

  test('the CLI asks for what it needs', async () => {
    for (const args of [[], ['frobnicate'], ['verify'], ['create', 'x'], ['restore', 'a', 'b']])
      assert.equal((await backupAlone(args)).code, 2, args.join(' '));
    assert.equal((await backupAlone(['create'])).code, 3, 'needs a running Holdfast');
    assert.equal(existsSync(dataDir), false, 'and makes no data folder');
  });
});
