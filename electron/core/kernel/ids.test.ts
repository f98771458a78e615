import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashToken, newEpoch, newId, newToken } from './ids.ts';

const THOUSAND = Array.from({ length: 1_000 });

test('ids are 128 random bits as 32 lower-case hex digits (SESS-12)', () => {
  const ids = THOUSAND.map(() => newId());
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
  assert.equal(new Set(ids).size, ids.length);
});

test('epochs are 64 random bits and do not count up, so that an old database revives nothing', () => {
  const epochs = THOUSAND.map(() => newEpoch());
  for (const epoch of epochs) assert.match(epoch, /^[0-9a-f]{16}$/);
  assert.equal(new Set(epochs).size, epochs.length);
  assert.notDeepEqual(epochs, epochs.toSorted());
});

test('tokens are 256 bits that fit into a path, and are stored as a hash that does not hold them', () => {
  const token = newToken();
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(hashToken(token), hashToken(token));
  assert.notEqual(hashToken(token), hashToken(newToken()));
  assert.match(hashToken(token), /^[0-9a-f]{64}$/);
});
