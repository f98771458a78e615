import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScanProgress } from '../../../../shared/contract/library.ts';
import { leftWords } from '../../../ui/duration-words.ts';
import { changesIn, paceOf } from './folder-words.ts';

const scan = (more: Partial<ScanProgress>): ScanProgress => ({
  libraryId: '0'.repeat(32),
  state: 'running',
  seen: 0,
  expected: null,
  added: 0,
  changed: 0,
  removed: 0,
  unreadable: 0,
  skippedLinks: 0,
  elapsedMs: 0,
  message: null,
  ...more,
});

test('a scan says how far it is once the one before tells what to expect', () => {
  assert.deepEqual(paceOf(scan({ seen: 500, expected: 2_000, elapsedMs: 5_000 })), {
    filesPerSecond: 100,
    share: 0.25,
    secondsLeft: 15,
  });
});

test('a first scan promises no end, and none is promised before there is a pace', () => {
  assert.deepEqual(paceOf(scan({ seen: 500, elapsedMs: 5_000 })), {
    filesPerSecond: 100,
    share: null,
    secondsLeft: null,
  });
  assert.deepEqual(paceOf(scan({ seen: 0, expected: 10, elapsedMs: 100 })), {
    filesPerSecond: 0,
    share: 0,
    secondsLeft: null,
  });
});

test('more files than expected is a full bar and never more', () => {
  assert.deepEqual(paceOf(scan({ seen: 12, expected: 10, elapsedMs: 2_000 })), {
    filesPerSecond: 6,
    share: 1,
    secondsLeft: null,
  });
});

test('what is left is said in the unit that fits, and what changed only where something did', () => {
  assert.deepEqual([24, 150, 20_000].map(leftWords), ['about 24 s left', 'about 3 min left', 'about 6 h left']);
  assert.equal(changesIn(scan({ seen: 9 })), null);
  assert.equal(changesIn(scan({ added: 31, unreadable: 1_002 })), '31 new · 1,002 not readable');
});
