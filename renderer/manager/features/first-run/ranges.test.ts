import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressCount, listedRanges, rangeWords } from './ranges.ts';

test('ranges are listed one a line or divided by commas, with whatever space between', () => {
  assert.deepEqual(listedRanges(' 192.168.1.0/24,10.0.0.5\n\r\nfd00::/8 , '), ['192.168.1.0/24', '10.0.0.5', 'fd00::/8']);
  assert.deepEqual(listedRanges(' \n,, '), []);
}); // prettier-ignore

test('how many devices a range has room for; the two smallest keep both their addresses (RFC 3021)', () => {
  const cases: readonly (readonly [string, number | null])[] = [
    ['192.168.1.0/24', 254],
    ['10.0.0.0/8', 16_777_214],
    ['0.0.0.0/0', 4_294_967_294],
    ['10.0.0.0/30', 2],
    ['10.0.0.0/31', 2],
    ['10.0.0.5/32', 1],
    ['10.0.0.5', 1],
    ['10.0.0.0/33', null],
    ['10.0.0.0/', null],
    ['10.0.0.0/-1', null],
    ['10.0.0.0/2x', null],
    ['256.0.0.1', null],
    ['10.0.0', null],
    ['fd00::/8', null],
    ['', null],
  ];
  for (const [range, count] of cases) assert.equal(addressCount(range), count, range);
});

test('a range in words says its room, and what is none stays as it was typed', () => {
  assert.equal(rangeWords('192.168.1.0/24'), '192.168.1.0/24 · 254 addresses');
  assert.equal(rangeWords('10.0.0.0/8'), '10.0.0.0/8 · 16,777,214 addresses');
  assert.equal(rangeWords('10.0.0.5'), '10.0.0.5 · 1 address');
  assert.equal(rangeWords('fd00::/8'), 'fd00::/8');
});
