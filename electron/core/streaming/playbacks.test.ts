import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId, type FileId, type ItemId, type PlaybackId, type SessionId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import {
  activePlaybacks,
  createCapabilityReader,
  endPlayback,
  openPlayback,
  openPlaybacks,
  playbackConversion,
  playbackItem,
  touchPlayback,
  PLAYBACK_IDLE_MS,
  type PlaybackConversion,
} from './playbacks.ts';

const now = START_MS;
const DAY = 24 * 3_600_000;
let house: Databases;
let read: ReturnType<typeof createCapabilityReader>;
beforeEach(() => {
  house = openDatabases();
  read = createCapabilityReader(house.read);
});
afterEach(() => house.close());

function session(): SessionId {
  const id = newId<SessionId>();
  house.server.prepare(`INSERT INTO session VALUES (?, 'account', 'e', 'g', 'test', '10.0.0.1', 0, 0, 0, NULL, NULL)`).run(id);
  return id;
} // prettier-ignore
const open = (
  sessionId: SessionId,
  itemId = newId<ItemId>(),
  at = now,
  conversion: PlaybackConversion | null = null,
) => {
  const id = newId<PlaybackId>();
  const input = { sessionId, accountId: 'account', itemId, fileId: newId<FileId>(), conversion, now: at };
  return {
    id,
    ...openPlayback(house.server, { ...input, id, mode: conversion ? 'transcode' : 'direct', reasons: [] }),
  };
};
const NOBODY = { sessionId: '', itemId: '' };

test('a capability is 256 bits, and what is stored does not give it back', () => {
  const { capability } = open(session());
  assert.match(capability, /^[A-Za-z0-9_-]{43}$/);
  const stored = JSON.stringify(['capability', 'playback'].map((table) => house.server.prepare(`SELECT * FROM ${table}`).all()));
  assert.ok(!stored.includes(capability));
}); // prettier-ignore

test('a capability opens its own file for a day, while its playback is open', () => {
  const sessionId = session();
  const { id, capability } = open(sessionId);
  assert.equal(read(capability, now)!.playbackId, id);
  assert.ok(read(capability, now + DAY - 1));
  assert.equal(read(capability, now + DAY), null);
  assert.equal(read(`${capability}A`, now), null);
  assert.equal(read('', now), null);
  assert.equal(endPlayback(house.server, sessionId, id, now), true);
  assert.equal(read(capability, now), null);
  assert.equal(endPlayback(house.server, sessionId, id, now), false);
});

test('a playback belongs to its session: no other ends it or learns what plays', () => {
  const [mine, other] = [session(), session()];
  const { id, capability } = open(mine);
  assert.equal(endPlayback(house.server, other, id, now), false);
  assert.equal(playbackItem(house.read, other, id), null);
  assert.ok(playbackItem(house.read, mine, id));
  assert.ok(read(capability, now));
});

test('the same item again takes over from itself; another item or another session plays on', () => {
  const [mine, other] = [session(), session()];
  const itemId = newId<ItemId>();
  const [first, elsewhere, different] = [open(mine, itemId), open(other, itemId), open(mine)];
  const second = open(mine, itemId);
  assert.deepEqual(second.replaced, [first.id]);
  assert.equal(read(first.capability, now), null);
  for (const { capability } of [elsewhere, different, second]) assert.ok(read(capability, now));
});

test('MED-10: what nobody asked for in five minutes, ended, or lost its session, is no stream', () => {
  const [mine, gone] = [session(), session()];
  const touched = open(mine);
  open(mine);
  const ended = open(mine);
  open(gone);
  assert.equal(activePlaybacks(house.read, now, NOBODY), 4);
  endPlayback(house.server, mine, ended.id, now);
  assert.equal(activePlaybacks(house.read, now, NOBODY), 3);
  house.server.prepare('UPDATE session SET ended_at = 1 WHERE id = ?').run(gone);
  assert.equal(activePlaybacks(house.read, now, NOBODY), 2);
  touchPlayback(house.server, touched.id, now + PLAYBACK_IDLE_MS);
  assert.equal(activePlaybacks(house.read, now + PLAYBACK_IDLE_MS, NOBODY), 1);
});

test('MED-10: who would take over from itself is not in its own way', () => {
  const [mine, other] = [session(), session()];
  const itemId = newId<ItemId>();
  open(mine, itemId);
  assert.equal(activePlaybacks(house.read, now, { sessionId: mine, itemId }), 0);
  assert.equal(activePlaybacks(house.read, now, { sessionId: other, itemId }), 1);
  assert.equal(activePlaybacks(house.read, now, { sessionId: mine, itemId: newId() }), 1);
});

const conversion: PlaybackConversion = {
  job: { fileId: 'f', video: { kind: 'copy', stream: 0 }, audio: { kind: 'aac', stream: 1 }, startMs: 7_000 },
  plan: { durationMs: 9_000, startsMs: [0, 4_000], variants: [], codecs: null, waitingBehind: 1 },
};

test('what is converted for a playback is known again after a start of the server, and gone with the playback', () => {
  const mine = session();
  const [converted, direct] = [open(mine, newId(), now, conversion), open(mine)];
  assert.deepEqual(playbackConversion(house.read, converted.id), conversion);
  assert.equal(playbackConversion(house.read, direct.id), null);
  endPlayback(house.server, mine, converted.id, now);
  assert.equal(playbackConversion(house.read, converted.id), null);
});

test('a path says whether it stands for the file or for what is made of it', () => {
  const mine = session();
  assert.equal(read(open(mine).capability, now)!.purpose, 'file');
  assert.equal(read(open(mine, newId(), now, conversion).capability, now)!.purpose, 'hls');
});

test('what a session would take over from itself is what it has open of that item', () => {
  const [mine, other] = [session(), session()];
  const itemId = newId<ItemId>();
  const first = open(mine, itemId);
  open(mine);
  open(other, itemId);
  assert.deepEqual(openPlaybacks(house.server, mine, itemId), [first.id]);
  const second = open(mine, itemId);
  assert.deepEqual(openPlaybacks(house.server, mine, itemId), [second.id]);
});
