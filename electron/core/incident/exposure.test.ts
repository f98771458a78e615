import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createAccount, resetPassword } from '../accounts/index.ts';
import { openDatabases, opened, ownClock, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { connectionInWords, whoWasConnected } from './connected.ts';
import { findExposure } from './exposure.ts';
import { withConnections } from './story.ts';

let house: Databases;
let ids: { ada: string; ben: string };
beforeEach(async () => {
  house = openDatabases();
  const deps = { db: house.manager, clock: ownClock() };
  house.manager
    .prepare(
      "INSERT INTO library (id, kind, name, path, created_at) VALUES ('films', 'film', 'Films', '/srv/films', 1), ('secret', 'film', 'Bedroom', '/srv/bedroom', 2)",
    ) // prettier-ignore
    .run();
  const ada = opened(await createAccount(deps, { name: 'ada', password: 'Correct horse battery 1', role: 'owner', libraries: [] }, 'test')); // prettier-ignore
  const ben = opened(await createAccount(deps, { name: 'ben', password: 'Purple lantern 42 sings', role: 'member', libraries: ['films'] }, 'test')); // prettier-ignore
  opened(await resetPassword(deps, ben.id, { password: 'Green ladder 77 walks', once: false }, 'test'));
  ids = { ada: ada.id, ben: ben.id };
  const item = house.library.prepare(
    `INSERT INTO item (id, library_id, kind, title, sort_title, added_at) VALUES (?, ?, 'film', ?, ?, 1)`,
  );
  for (const [id, library] of [['f1', 'films'], ['f2', 'films'], ['s1', 'secret']] as const) item.run(id, library, id, id); // prettier-ignore
  const session = house.server.prepare(
    `INSERT INTO session (id, account_id, account_epoch, global_epoch, device, address, created_at, last_seen_at, expires_at)
     VALUES (?, ?, 'e', 'g', ?, ?, 1, ?, ?)`,
  );
  session.run('a1', ids.ada, 'Firefox', '192.168.1.10', START_MS, START_MS * 2);
  session.run('b1', ids.ben, 'iPhone', '192.168.1.20', START_MS - 60_000, START_MS * 2);
  session.run('b0', ids.ben, 'Old television', '192.168.1.30', START_MS - 86_400_000, START_MS * 2);
  house.server.prepare(`INSERT INTO failed_sign_in VALUES ('192.168.1.66', 'ada', ?)`).run(START_MS);
  house.server.prepare(`INSERT INTO ban VALUES ('192.168.1.77', 1, 2, 'test')`).run();
  house.server
    .prepare(`INSERT INTO progress (account_id, item_id, content_id, kind, title) VALUES (?, 'f1', 'c', 'film', 'f1')`)
    .run(ids.ben);
  house.server
    .prepare(
      `INSERT INTO playback (id, session_id, account_id, item_id, file_id, mode, started_at, last_seen_at)
       VALUES ('p1', 'b1', ?, 'f1', 'x', 'direct', ?, ?)`,
    )
    .run(ids.ben, START_MS - 60_000, START_MS - 30_000);
});
afterEach(() => house.close());

test('INC-15: what was within reach is what the databases hold, account by account', () => {
  const found = findExposure(house.read, START_MS);
  assert.deepEqual(
    found.accounts.map(({ letter: _letter, ...facts }) => facts),
    [
      {
        name: 'ada',
        role: 'owner',
        sees: ['Films', 'Bedroom'],
        passwordHashes: 1,
        devices: ['Firefox'],
        addresses: ['192.168.1.10'],
        watched: 0,
      },
      {
        name: 'ben',
        role: 'member',
        sees: ['Films'],
        passwordHashes: 2,
        devices: ['Old television', 'iPhone'],
        addresses: ['192.168.1.20', '192.168.1.30'],
        watched: 1,
      },
    ],
  );
  assert.deepEqual(found.libraries, [
    { name: 'Films', path: '/srv/films', titles: 2 },
    { name: 'Bedroom', path: '/srv/bedroom', titles: 1 },
  ]);
  assert.deepEqual(found.addresses, ['192.168.1.10', '192.168.1.20', '192.168.1.30', '192.168.1.66', '192.168.1.77']);
});

test('INC-15: each letter tells its account its own and nobody else’s', () => {
  const [ada, ben] = findExposure(house.read, START_MS).accounts;
  assert.match(ben!.letter, /^Hello ben,\n\non 2026-03-03 I closed our media server "Test House"/);
  assert.match(ben!.letter, /devices you signed in with: Old television, iPhone/);
  assert.match(ben!.letter, /what you may see: Films$/m);
  assert.doesNotMatch(ben!.letter, /Bedroom|192\.168\.1\.10\b|ada/);
  assert.doesNotMatch(ada!.letter, /iPhone/);
  assert.match(findExposure(house.read, null).accounts[0]!.letter, /on \[day\] I closed/);
});

test('who was cut off: the server counted the sockets, the record names who used them and what was playing', () => {
  const sockets = [{ address: '192.168.1.20', sockets: 3 }, { address: '192.168.1.99', sockets: 1 }]; // prettier-ignore
  const connected = whoWasConnected(house.read, sockets, START_MS);
  assert.deepEqual(connected, [
    { address: '192.168.1.20', sockets: 3, people: [{ name: 'ben', device: 'iPhone' }], playing: ['f1'] },
    { address: '192.168.1.99', sockets: 1, people: [], playing: [] },
    { address: '192.168.1.10', sockets: 0, people: [{ name: 'ada', device: 'Firefox' }], playing: [] },
  ]);
  assert.deepEqual(connected.map(connectionInWords), [
    'ben with iPhone was cut off at 192.168.1.20 (3 connections). Being played: f1.',
    'Somebody who was not signed in was cut off at 192.168.1.99 (one connection).',
    'ada with Firefox used the house at 192.168.1.10 a moment before, with no connection open.',
  ]);
  const people = ['ben', 'ada', 'cleo'].map((name) => ({ name, device: '' }));
  assert.equal(
    connectionInWords({ address: '192.168.1.20', sockets: 2, people, playing: [] }),
    'ben, ada and cleo were cut off at 192.168.1.20 (2 connections).',
  );
});

test('a server that hung counted nothing: then those are named who used a session a moment before, sockets unknown', () => {
  assert.deepEqual(
    whoWasConnected(house.read, null, START_MS).map(({ address, sockets }) => [address, sockets]),
    [
      ['192.168.1.10', null],
      ['192.168.1.20', null],
    ],
    'the television was used yesterday',
  );
});

test('who was cut off stands in the timeline, suspicious where the address was', () => {
  const events = [
    { at: START_MS - 1, text: 'A guess.', address: '192.168.1.66', isSuspicious: true },
    { at: START_MS, text: 'The house was closed.', address: null, isSuspicious: false },
    { at: START_MS + 1, text: 'Evidence was kept.', address: null, isSuspicious: false },
  ];
  const connected = ['192.168.1.66', '192.168.1.20'].map((address) => ({ address, sockets: 1, people: [], playing: [] })); // prettier-ignore
  assert.deepEqual(
    withConnections(events, START_MS, connected).map(({ address, isSuspicious }) => [address, isSuspicious]),
    [
      ['192.168.1.66', true],
      [null, false],
      ['192.168.1.66', true],
      ['192.168.1.20', false],
      [null, false],
    ],
  );
});
