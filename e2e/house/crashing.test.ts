import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import {
  folderAt,
  makeFilm,
  makeFolder,
  OWNER,
  processesNaming,
  startHouse,
  waitFor,
  type House,
} from '../fixtures/house.ts';

let root: string;
beforeEach(() => {
  root = makeFolder();
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

async function houseWithAFilm(): Promise<House> {
  const films = folderAt(root, 'films');
  await makeFilm(join(films, 'A Film (2001).mp4'));
  return startHouse({ dataDir: join(root, 'data'), libraries: [`film:${films}`], until: 'scanned' });
}

const ANYTHING = { containers: ['mp4', 'mov'], video: ['h264'], audio: ['aac'], hls: false };

async function play(house: House, token: string): Promise<string> {
  const { items } = (await (await house.fetch('/api/v1/items', token)).json()) as { items: { id: string }[] };
  const response = await house.fetch(`/api/v1/items/${items[0]!.id}/playback`, token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ capabilities: ANYTHING }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return ((await response.json()) as { url: string }).url;
}

test('kill -9 of the server: it comes back by itself, at the same address, and sessions live on', async () => {
  await using house = await houseWithAFilm();
  const token = await house.login(OWNER.name, OWNER.password);
  const { url } = house;
  const { server, worker } = await house.pids();
  process.kill(server, 'SIGKILL');
  await waitFor('the server to serve again', 20_000, async () => {
    const now = await house.status();
    return now.server.pid !== server && now.addresses.length > 0;
  });
  assert.equal(house.url, url, 'the people at home do not have to look for it');
  assert.equal((await house.fetch('/api/v1/home', token)).status, 200);
  assert.equal((await house.pids()).worker, worker, 'the worker was not touched');
});

test('kill -9 of the worker: direct play goes on meanwhile, and a new one can be started', async () => {
  await using house = await houseWithAFilm();
  const token = await house.login(OWNER.name, OWNER.password);
  const path = await play(house, token);
  const { server, worker } = await house.pids();
  process.kill(worker, 'SIGKILL');
  const response = await house.fetch(path);
  assert.equal(response.status, 200);
  assert.ok((await response.arrayBuffer()).byteLength > 1000);
  const other = await house.fetch(await play(house, token), undefined, { headers: { range: 'bytes=0-99' } });
  assert.equal(other.status, 206);
  assert.equal((await other.arrayBuffer()).byteLength, 100);
  await waitFor('the worker to come back', 20_000, async () => {
    const now = await house.status();
    return now.worker.pid !== null && now.worker.pid !== worker && now.worker.state === 'running';
  });
  assert.equal((await house.pids()).server, server);
});

test('an acknowledged change survives kill -9 of every process at once (DB-04)', async () => {
  await using house = await houseWithAFilm();
  const { id } = await house.call<{ id: string }>('accounts.create', {
    name: 'cleo',
    password: 'Green ladder 77 walks',
  });
  const { server, worker } = await house.pids();
  for (const pid of [house.pid, server, worker]) process.kill(pid, 'SIGKILL');
  await house.kill9();
  await using again = await startHouse({ dataDir: join(root, 'data'), configDir: join(root, 'config') });
  const { accounts } = await again.call<{ accounts: { id: string; name: string }[] }>('accounts.list');
  assert.ok(accounts.some((account) => account.id === id && account.name === 'cleo'));
});
