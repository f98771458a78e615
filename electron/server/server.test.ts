import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { FromServer, ServerStart } from '../../shared/control/server.ts';
import { deletePermit, newId, newToken, writePermit } from '../core/kernel/index.ts';
import { openDatabases, type Databases } from '../core/kernel/testing/databases.ts';
import { startServer, type Server } from './server.ts';
import { askPort } from './testing/lan.ts';
import { until } from './testing/until.ts';

let house: Databases;
let server: Server | null;
let said: FromServer[];
const generation = newId();
beforeEach(() => {
  house = openDatabases();
  server = null;
  said = [];
});
afterEach(() => {
  server?.stop();
  house.close();
});
const permit = () => join(house.folder, 'open.permit');
const log = { info: () => {}, warn: () => {}, error: () => {} };

async function start(changes: Partial<ServerStart> = {}): Promise<void> {
  const file = (name: string) => join(house.folder, `${name}.db`);
  const message: ServerStart = {
    kind: 'start',
    version: '0.0.0-test',
    serverName: 'Test House',
    port: 0,
    host: '127.0.0.1',
    permit: permit(),
    generation,
    files: { managerDb: file('manager'), serverDb: file('server'), libraryDb: file('library') },
    artFolder: join(house.folder, 'art'),
    cacheFolder: join(house.folder, 'cache'),
    signingKey: newToken(),
    worker: { socket: join(house.folder, 'worker.sock'), token: newToken() },
    network: { access: { kind: 'this-computer' }, hostNames: [] },
    limits: { socketsPerAddress: 100, socketsInAll: 2_000, streams: 10, requestsPerMinute: 60, sessionRequestsPerMinute: 600 },
    ...changes,
  }; // prettier-ignore
  server = await startServer(message, { log, send: (news) => void said.push(news) });
}
const kinds = () => said.map(({ kind }) => kind);
const port = () => said.flatMap((news) => (news.kind === 'listening' ? [news.port] : []))[0]!;
const health = () => askPort(port(), '/healthz', {});

test('an open house migrates, listens and answers', async () => {
  writePermit(permit(), generation);
  await start();
  assert.deepEqual(kinds(), ['migrated', 'listening']);
  assert.equal((await health()).status, 200);
});

test('without its permit, or with one of another generation, nothing listens', async () => {
  await start();
  assert.deepEqual(kinds(), ['migrated', 'stays-closed']);
  server?.stop();
  said = [];
  writePermit(permit(), newId());
  await start();
  assert.deepEqual(kinds(), ['migrated', 'stays-closed']);
});

test('SESS-10: it does not start with a missing, known, short or guessable key', async () => {
  writePermit(permit(), generation);
  for (const signingKey of ['', 'replace_me', 'changeme'.repeat(8), 'short', 'a'.repeat(64)]) {
    said = [];
    await start({ signingKey });
    assert.equal(server, null);
    assert.deepEqual(said.map((news) => (news.kind === 'failed' ? news.code : news.kind)), ['migrated', 'weak-key']);
  }
}); // prettier-ignore

test('a damaged database is said, and left as it is', async () => {
  const path = join(house.folder, 'damaged.db');
  writeFileSync(path, 'this is no database, and long enough to be looked at '.repeat(50));
  writePermit(permit(), generation);
  const files = { managerDb: join(house.folder, 'manager.db'), serverDb: path, libraryDb: join(house.folder, 'library.db') };
  await start({ files });
  assert.deepEqual(said.map((news) => (news.kind === 'failed' ? news.code : news.kind)), ['database']);
}); // prettier-ignore

test('locking down closes the listener and every socket, and says how many', async () => {
  writePermit(permit(), generation);
  await start();
  const theirs = connect(port(), '127.0.0.1').on('error', () => {}); // cut, which is the point
  await new Promise((resolve) => theirs.once('connect', resolve));
  assert.equal((await health()).status, 200); // by then the one before it was let in
  deletePermit(permit());
  server!.handle({ kind: 'lock-down' });
  const last = said.at(-1);
  assert.ok(last?.kind === 'locked-down');
  assert.ok(last.sockets >= 1);
  assert.deepEqual(last.clients, [{ address: '127.0.0.1', sockets: last.sockets }]);
  await assert.rejects(health());
});

test('a permit that is gone closes the house by itself', async () => {
  writePermit(permit(), generation);
  await start();
  deletePermit(permit());
  await until('it has closed itself', () => kinds().includes('stays-closed'));
  await assert.rejects(health());
});

test('a port somebody else has is said, with what to do', async () => {
  writePermit(permit(), generation);
  await start();
  const first = server;
  const taken = port();
  said = [];
  await start({ port: taken });
  const failure = said.find((news) => news.kind === 'failed');
  assert.equal(failure?.code, 'port-taken');
  assert.match(failure.message, /--port/);
  first!.stop();
  await until('it listens once the port is free', () => kinds().includes('listening'));
  assert.deepEqual(kinds(), ['migrated', 'failed', 'listening'], 'and says each once');
  assert.equal(port(), taken);
  assert.equal((await health()).status, 200);
});
