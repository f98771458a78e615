import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ifRangeMatches, parseRange, type ByteRange } from './byte-range.ts';

const whole: ByteRange = { kind: 'whole' };
const no: ByteRange = { kind: 'unsatisfiable' };
const part = (start: number, end: number): ByteRange => ({ kind: 'single', start, end });

/** Header, answer; for a file of 1,000 bytes unless a size stands third. */
const CASES: readonly (readonly [string | undefined, ByteRange, number?])[] = [
  // No range, or none that we must honour
  [undefined, whole],
  ['', whole],
  ['bytes', whole],
  ['bytes=', whole],
  ['bytes=,', whole],
  ['bytes= , ,', whole],
  ['bytes=-', whole],
  ['bytes=--5', whole],
  ['bytes=5', whole],
  ['bytes=a-b', whole],
  ['bytes=0-5x', whole],
  ['bytes=0x0-0x5', whole],
  ['bytes=+0-5', whole],
  ['bytes=0-+5', whole],
  ['bytes=0.5-5', whole],
  ['bytes=1e2-5e2', whole],
  ['bytes=0 - 5', whole],
  ['bytes=0-5-9', whole],
  ['bytes=0-5;10-15', whole],
  ['bytes 0-5', whole],
  ['bytes =0-5', whole],
  ['bytes:0-5', whole],
  ['items=0-5', whole],
  ['seconds=1-2', whole],
  ['=0-5', whole],
  ['0-5', whole],
  ['bytes=bytes=0-5', whole],
  ['bytes=٠-٥', whole],
  ['bytes=5-4', whole],
  ['bytes=0-5,9-8', whole],
  ['bytes=99999999999999999999-99999999999999999998', whole],
  // One part
  ['bytes=0-0', part(0, 0)],
  ['bytes=0-499', part(0, 499)],
  ['bytes=500-999', part(500, 999)],
  ['bytes=0-', part(0, 999)],
  ['bytes=999-', part(999, 999)],
  ['bytes=500-5000', part(500, 999)],
  ['bytes=0-99999999999999999999999999999999', part(0, 999)],
  ['bytes=00010-0020', part(10, 20)],
  ['BYTES=1-2', part(1, 2)],
  [' bytes=1-2 ', part(1, 2)],
  ['bytes= 1-2', part(1, 2)],
  ['bytes=,1-2,', part(1, 2)],
  ['bytes=-1', part(999, 999)],
  ['bytes=-1000', part(0, 999)],
  ['bytes=-1001', part(0, 999)],
  ['bytes=-99999999999999999999999999999999', part(0, 999)],
  // Beyond the end
  ['bytes=1000-', no],
  ['bytes=1000-1000', no],
  ['bytes=1000-2000', no],
  ['bytes=99999999999999999999-', no],
  ['bytes=-0', no],
  ['bytes=-000', no],
  ['bytes=2000-,3000-,-0', no],
  // Several parts
  ['bytes=0-99,50-149', part(0, 149)],
  ['bytes=50-149,0-99', part(0, 149)],
  ['bytes=0-99,100-199', part(0, 199)],
  ['bytes=0-999,10-20', part(0, 999)],
  ['bytes=0-0,0-0,0-0', part(0, 0)],
  ['bytes=0-499 ,\t500-', part(0, 999)],
  ['bytes=900-,-200', part(800, 999)],
  ['bytes=5-9,2000-3000', part(5, 9)],
  ['bytes=0-99,101-199', whole],
  ['bytes=0-0,-1', whole],
  ['bytes=0-9,20-29,40-49', whole],
  ['bytes=0-9,20-29,5-25', part(0, 29)],
  [`bytes=${Array(10).fill('0-5').join(',')}`, part(0, 5)],
  [`bytes=${Array(11).fill('0-5').join(',')}`, whole],
  [`bytes=${Array(1300).fill('0-').join(',')}`, whole],
  [`bytes=${',,'.repeat(500)}0-5`, part(0, 5)],
  [`bytes=${'9'.repeat(8000)}-`, no],
  // Odd sizes
  ['bytes=0-', no, 0],
  ['bytes=0-0', no, 0],
  ['bytes=-5', whole, 0],
  ['bytes=-0', no, 0],
  [undefined, whole, 0],
  ['bytes=0-', part(0, 0), 1],
  ['bytes=1-', no, 1],
  ['bytes=-1', part(0, 0), 1],
  ['bytes=5000000000-', part(5_000_000_000, 79_999_999_999), 80_000_000_000],
  ['bytes=-1', part(2 ** 53 - 2, 2 ** 53 - 2), 2 ** 53 - 1],
];

test(`HTTP-20: ${CASES.length} range headers get the answer of RFC 9110`, () => {
  assert.ok(CASES.length >= 50);
  for (const [header, expected, sizeBytes = 1_000] of CASES) {
    assert.deepEqual(parseRange(header, sizeBytes), expected, `${header?.slice(0, 80)} of ${sizeBytes}`);
  }
});

test('HTTP-20: no answer is larger than the file or lies outside it', () => {
  for (const [header] of CASES) {
    for (const sizeBytes of [1, 7, 1_000, 123_456]) {
      const range = parseRange(header, sizeBytes);
      if (range.kind !== 'single') continue;
      assert.ok(range.start >= 0 && range.start <= range.end && range.end < sizeBytes, `${header} of ${sizeBytes}`);
    }
  }
});

test('HTTP-20: the number of parts can be set', () => {
  assert.deepEqual(parseRange('bytes=0-1,1-2', 1_000, 1), whole);
  assert.deepEqual(parseRange('bytes=0-1', 1_000, 1), part(0, 1));
});

test('HTTP-20: If-Range holds only for the very same file', () => {
  const lastModifiedMs = Date.UTC(2024, 1, 29, 12, 30, 5, 678);
  const current = { etag: '"abc"', lastModifiedMs };
  const cases: [string | undefined, boolean][] = [
    [undefined, true],
    ['"abc"', true],
    [' "abc" ', true],
    ['"abd"', false],
    ['"ABC"', false],
    ['W/"abc"', false],
    ['abc', false],
    ['', false],
    ['*', false],
    ['"abc", "abd"', false],
    ['Thu, 29 Feb 2024 12:30:05 GMT', true],
    ['Thu, 29 Feb 2024 12:30:06 GMT', false],
    ['Thu, 29 Feb 2024 12:30:04 GMT', false],
    ['Thursday, 29-Feb-24 12:30:05 GMT', false],
    ['2024-02-29T12:30:05Z', false],
    ['tomorrow', false],
  ];
  for (const [header, expected] of cases) assert.equal(ifRangeMatches(header, current), expected, String(header));
  assert.equal(ifRangeMatches('W/"abc"', { etag: 'W/"abc"', lastModifiedMs: null }), false, 'a weak tag never matches');
  assert.equal(ifRangeMatches('"abc"', { etag: null, lastModifiedMs }), false);
  assert.equal(ifRangeMatches('Thu, 29 Feb 2024 12:30:05 GMT', { etag: '"abc"', lastModifiedMs: null }), false);
});
