import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devicesOnMap } from './devices-on-map.ts';

const at = '2026-11-21T20:00:00.000Z';
const tv = { id: 'a'.repeat(32), name: 'Theo', device: 'Living-room TV', address: '192.168.1.34', lastSeenAt: at };
const phone = { ...tv, id: 'b'.repeat(32), device: 'iPhone', address: '192.168.1.41' };
const playing = {
  id: 'c'.repeat(32),
  person: { id: 'd'.repeat(32), name: 'Theo' },
  device: 'Living-room TV',
  address: '192.168.1.34',
  item: {
    id: 'e'.repeat(32),
    kind: 'film',
    title: 'The Salt Road',
    year: 2023,
    holder: null,
    season: null,
    number: null,
  },
  mode: 'direct',
  reasons: [],
  positionMs: 0,
  durationMs: null,
  startedAt: at,
} as const;

test('who watches comes first with the title, then who is idle, then who is shut out', () => {
  const ban = { address: '192.168.1.77', seen: [], bannedAt: at, until: at, reason: '' };
  const shown = devicesOnMap([phone, tv], [{ ...playing, reasons: [] }], [ban]);
  assert.deepEqual(
    shown.map(({ name, about, state, words }) => [name, about, state, words]),
    [
      ['Living-room TV', 'Theo · 192.168.1.34', 'watching', 'The Salt Road'],
      ['iPhone', 'Theo · 192.168.1.41', 'idle', 'idle'],
      ['Unknown device', '192.168.1.77', 'banned', 'shut out'],
    ],
  );
});
