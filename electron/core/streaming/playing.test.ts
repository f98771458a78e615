import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { newId, type FileId, type ItemId, type PlaybackId, type SessionId } from '../kernel/index.ts';
import { openDatabases, START_MS, type Databases } from '../kernel/testing/databases.ts';
import { createCapabilityReader, endPlayback, openPlayback, PLAYBACK_IDLE_MS, touchPlayback } from './playbacks.ts';
import { listPlaying, playedByHour, STOPPED_MS, stopPlayback, wasStoppedJustNow } from './playing.ts';

const now = START_MS;
const HOUR_MS = 3_600_000;
let house: Databases;
beforeEach(() => {
  house = openDatabases();
});
afterEach(() => house.close());

function session(device = 'TV'): SessionId {
  const id = newId<SessionId>();
  house.server.prepare(`INSERT INTO session VALUES (?, 'account', 'e', 'g', ?, '10.0.0.1', 0, 0, 0, NULL, NULL)`).run(id, device);
  return id;
} // prettier-ignore
function open(sessionId: SessionId, { accountId = 'ada', at = now, reasons = [] as string[] } = {}) {
  const [id, itemId] = [newId<PlaybackId>(), newId<ItemId>()];
  const input = { id, sessionId, accountId, itemId, fileId: newId<FileId>(), conversion: null, now: at, reasons };
  return { id, itemId, ...openPlayback(house.server, { ...input, mode: reasons.length > 0 ? 'transcode' : 'direct' }) };
}

test('the owner sees what is watched, how and why; not what ended, fell silent or whose session ended', () => {
  const converted = open(session('Old TV'), { at: now - 1, reasons: ['This device does not play HEVC video.'] });
  const direct = open(session('Laptop'));
  const ended = open(session());
  endPlayback(house.server, house.server.prepare<[string], string>('SELECT session_id FROM playback WHERE id = ?').pluck().get(ended.id)!, ended.id, now); // prettier-ignore
  open(session(), { at: now - PLAYBACK_IDLE_MS });
  const gone = session();
  open(gone);
  house.server.prepare('UPDATE session SET ended_at = 1 WHERE id = ?').run(gone);

  const list = listPlaying(house.read, now);
  assert.deepEqual(
    list.map(({ id, device, mode, reasons, positionMs }) => ({ id, device, mode, reasons, positionMs })),
    [
      { id: direct.id, device: 'Laptop', mode: 'direct', reasons: [], positionMs: 0 },
      {
        id: converted.id,
        device: 'Old TV',
        mode: 'transcode',
        reasons: ['This device does not play HEVC video.'],
        positionMs: 0,
      },
    ],
  );
});

test('the last day counts people by the hour, each once, over the hours they watched', () => {
  assert.deepEqual(playedByHour(house.read, now), Array(24).fill(0));
  const film = open(session(), { at: now - 2.5 * HOUR_MS });
  touchPlayback(house.server, film.id, now - 1.2 * HOUR_MS);
  open(session(), { at: now - 1.5 * HOUR_MS });
  open(session(), { accountId: 'ben', at: now - 1.4 * HOUR_MS });
  open(session(), { at: now - 25 * HOUR_MS });
  open(session(), { accountId: 'cem' });
  assert.deepEqual(playedByHour(house.read, now), [...Array(21).fill(0), 1, 2, 1]);
});

test('what the owner stops is over at once and is not taken up again by that device for a minute', () => {
  const [mine, other] = [session(), session()];
  const film = open(mine);
  assert.equal(stopPlayback(house.server, film.id, now), true);
  assert.equal(createCapabilityReader(house.read)(film.capability, now), null);
  assert.deepEqual(listPlaying(house.read, now), []);
  assert.equal(stopPlayback(house.server, film.id, now), false, 'twice');
  assert.equal(wasStoppedJustNow(house.server, mine, film.itemId, now + STOPPED_MS - 1), true);
  assert.equal(wasStoppedJustNow(house.server, mine, film.itemId, now + STOPPED_MS), false);
  assert.equal(wasStoppedJustNow(house.server, other, film.itemId, now), false);
  assert.equal(wasStoppedJustNow(house.server, mine, newId<ItemId>(), now), false);
});
