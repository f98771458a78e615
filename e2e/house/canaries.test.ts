import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { searchBytes, searchFolder, searchProcesses } from '../fixtures/canaries.ts';
import { makeFilm, makeFolder, MEMBER, OWNER, processesNaming, signIn, startHouse } from '../fixtures/house.ts';

const CAPABILITIES = { containers: ['mp4', 'mov'], video: ['h264'], audio: ['aac'], hls: false };
const PLANTED_KEYS = ['signing-key', 'data-key', 'audit-key', 'backup-identity'] as const;
const random = () => randomBytes(32).toString('base64url');

let root: string;
before(() => {
  root = makeFolder();
});
after(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

test('the search finds what is there, however it is written', () => {
  const secret = 'Öl & "40" canaries';
  const bytes = Buffer.from(secret);
  for (const text of [
    secret,
    JSON.stringify(secret),
    `/?q=${encodeURIComponent(secret)}`,
    bytes.toString('hex'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ])
    assert.notDeepEqual(
      searchBytes(new Map([['bird', secret]]), Buffer.from(`before ${text} after`), 'here'),
      [],
      text,
    );
});

test(
  'forty secrets of a house that is lived in are in no argument, environment, log, database or other file of it (SEC-01, SEC-09)',
  { skip: process.platform !== 'linux' },
  async () => {
    const dataDir = join(root, 'data');
    const configDir = join(root, 'config');
    const films = join(root, 'films');
    mkdirSync(films);
    await makeFilm(join(films, 'Big Buck Bunny (2008).mp4'));
    const canaries = new Map<string, string>([
      ['owner password', OWNER.password],
      ['member password', MEMBER.password],
      ['passphrase of the keys', 'Seven green kettles, 4 spoons'],
    ]);
    const plant = (name: string, secret: string): string => {
      assert.ok(secret.length >= 12, name);
      canaries.set(name, secret);
      return secret;
    };

    // Every key there can be, first in the file below, so that moving them up is part of what must leave no trace.
    await using first = await startHouse({ dataDir, user: true, libraries: [`film:${films}`], until: 'scanned' });
    assert.equal((await first.stop()).code, 0);
    const file = join(configDir, 'holdfast', readdirSync(join(configDir, 'holdfast'))[0]!);
    const keys = PLANTED_KEYS.map((name) => [name, `v1 2026-11-21T12:00:00.000Z ${plant(name, random())}`]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(keys)), { mode: 0o600 });
    assert.equal(
      searchFolder(canaries, configDir).hits.length,
      PLANTED_KEYS.length,
      'where they are meant to be they are found',
    );

    await using house = await startHouse({ dataDir, passphrase: canaries.get('passphrase of the keys')! });
    assert.deepEqual(
      readdirSync(join(configDir, 'holdfast')).map((name) => name.replace(/^.*\./, '')),
      ['age'],
    );

    const tokens: string[] = [];
    for (let i = 1; i <= 4; i += 1)
      tokens.push(
        plant(
          `token ${i}`,
          await house.login(i % 2 ? OWNER.name : MEMBER.name, i % 2 ? OWNER.password : MEMBER.password),
        ),
      );
    const owner = tokens[0]!;
    const cookie = (await signIn(house.url, OWNER.name, OWNER.password)).headers.get('set-cookie')!;
    plant('cookie', /hf_session=([^;]+)/.exec(cookie)![1]!);

    const { items } = (await (await house.fetch('/api/v1/items', owner)).json()) as { items: { id: string }[] };
    for (let i = 1; i <= 6; i += 1) {
      const started = await house.fetch(`/api/v1/items/${items[0]!.id}/playback`, owner, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ capabilities: CAPABILITIES }),
      });
      const { url, sessionId } = (await started.json()) as { url: string; sessionId: string };
      plant(`capability ${i}`, /\/media\/p\/([^/]+)\//.exec(url)![1]!);
      assert.equal((await house.fetch(url)).status, 200);
      if (i % 2) await house.fetch(`/api/v1/playback/${sessionId}`, owner, { method: 'DELETE' });
    }

    // What people send to the wrong place, or wrong to the right one.
    for (let i = 1; i <= 4; i += 1) {
      const guess = plant(`guessed password ${i}`, `Wrong guess ${i} ${random()}`);
      assert.equal((await signIn(house.url, i % 2 ? MEMBER.name : `nobody${i}`, guess)).status, 401);
      await house.fetch(`/media/p/${plant(`foreign capability ${i}`, random())}/file`);
      await house.fetch(`/api/v1/items?access_token=${plant(`token in a query ${i}`, random())}`, owner);
      await house.fetch(`/api/v1/home?api_key=${plant(`key in a query ${i}`, random())}`);
      await house.fetch('/api/v1/home', plant(`foreign bearer ${i}`, random()));
      await house.fetch('/api/v1/home', undefined, {
        headers: { cookie: `hf_session=${plant(`foreign cookie ${i}`, random())}` },
      });
    }
    const changed = plant('changed password', `Lilac anchors 9 ${random()}`);
    const change = await house.fetch('/api/v1/auth/password', tokens[1], {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ current: MEMBER.password, new: changed }),
    });
    assert.ok(change.ok, await change.text());
    await house.call('secrets.rotate', { name: 'signing-key' });
    plant('token after rotating', await house.login(OWNER.name, OWNER.password));
    await house.cli('lock');
    const wrong = await house.cliWithInput(
      `${plant('wrong password for opening', `No such door ${random()}`)}\n`,
      'unlock',
    );
    assert.equal(wrong.code, 1);
    // The planted audit key is not the one that sealed the record, which the check before opening finds.
    const opened = await house.cliWithInput(`${OWNER.password}\n`, 'unlock', '--anyway', 'The keys were planted');
    assert.equal(opened.code, 0, opened.stderr);
    await house.status();
    assert.ok(canaries.size >= 40, `${canaries.size} planted`);

    const processes = searchProcesses(canaries, house.living());
    assert.ok(house.living().length >= 3 && processes.places.length >= 6, 'manager, server and worker were looked at');
    const running = searchFolder(canaries, dataDir);
    assert.equal((await house.stop()).code, 0);
    const stopped = searchFolder(canaries, dataDir);
    const config = searchFolder(canaries, configDir);
    for (const name of ['manager.db', 'server.db', 'library.db', 'manager.log', 'server.log', 'worker.log'])
      for (const { places } of [running, stopped])
        assert.ok(
          places.some((path) => path.endsWith(`/${name}`)),
          name,
        );
    assert.match(readFileSync(join(dataDir, 'logs', 'server.log'), 'utf8'), /\/api\/v1\/items/, 'requests were logged');
    assert.deepEqual(
      [
        ...processes.hits,
        ...running.hits,
        ...stopped.hits,
        ...config.hits,
        ...searchBytes(canaries, Buffer.from(house.output()), 'what it printed'),
      ],
      [],
    );
  },
);
