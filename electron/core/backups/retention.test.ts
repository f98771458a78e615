import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDue, nextDue } from './due.ts';
import { toThin, type KeptBackup } from './retention.ts';

/** A backup of a day at 03:00, on this computer's clock. */
const of = (year: number, month: number, day: number, isProven = true, hour = 3): KeptBackup => {
  const madeAt = new Date(year, month - 1, day, hour).getTime();
  return { id: `${year}-${month}-${day}${hour === 3 ? '' : `-${hour}`}`, madeAt, provenAt: isProven ? madeAt : null };
};
const days = (count: number, isProven: (at: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, at) => {
    const day = new Date(2026, 10, 21 - at);
    return of(day.getFullYear(), day.getMonth() + 1, day.getDate(), isProven(at));
  });
const kept = (backups: readonly KeptBackup[]) => {
  const gone = new Set(toThin(backups));
  return backups.filter(({ id }) => !gone.has(id)).map(({ id }) => id);
};

describe('what is kept: 7 days, 4 weeks, 12 months (DB-05)', () => {
  test('of 400 daily backups', () => {
    // 2026-11-21 is a Saturday; weeks begin on Mondays, so a week's newest is its Sunday.
    assert.deepEqual(kept(days(400)), [
      ...['2026-11-21', '2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16', '2026-11-15'],
      ...['2026-11-8', '2026-11-1', '2026-10-31', '2026-9-30', '2026-8-31', '2026-7-31', '2026-6-30', '2026-5-31'],
      ...['2026-4-30', '2026-3-31', '2026-2-28', '2026-1-31', '2025-12-31'],
    ]);
  });

  const TABLE: readonly (readonly [name: string, backups: readonly KeptBackup[], gone: readonly string[]])[] = [
    ['nothing there', [], []],
    ['fewer than there is room for', days(7), []],
    [
      'two of one day: the newer stays',
      [of(2026, 11, 21), of(2026, 11, 20), of(2026, 11, 20, true, 9)],
      ['2026-11-20'],
    ],
    ['while the newest is not proved, nothing goes', days(400, (at) => at > 0), []],
    ['not even with none proved', days(40, () => false), []],
    ['the last proved one stays however old', [of(2026, 11, 21)], []],
    ['a proved one stands for its day before a newer unproved one', [of(2026, 11, 21), of(2026, 11, 20), of(2026, 11, 20, false, 9)], ['2026-11-20-9']], // prettier-ignore
  ];
  for (const [name, backups, gone] of TABLE) test(name, () => assert.deepEqual(toThin(backups), gone));

  test('thinning again removes nothing more, and two days later only what fell out', () => {
    const once = days(400).filter(({ id }) => kept(days(400)).includes(id));
    assert.deepEqual(toThin(once), []);
    assert.deepEqual(toThin([of(2026, 11, 23), ...once]), ['2026-11-1']);
  });
});

describe('when the daily backup is due (DB-05, R-42)', () => {
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
  const TABLE: readonly (readonly [name: string, last: number | null, now: number, due: boolean])[] = [
    ['never made: at once', null, at(21, 12), true],
    ['made today after the hour', at(21, 3, 1), at(21, 23, 59), false],
    ['the next day before the hour', at(21, 3, 1), at(22, 2, 59), false],
    ['the next day at the hour', at(21, 3, 1), at(22, 3), true],
    ['asleep for a week: once, on waking', at(14, 3), at(21, 12), true],
    ['made by hand in the evening counts for the night before, not the one after', at(20, 22), at(21, 3), true],
    ['a clock that was a year ahead does not silence it', new Date(2027, 10, 1).getTime(), at(21, 12), true],
  ];
  for (const [name, last, now, due] of TABLE) test(name, () => assert.equal(isDue('03:00', last, now), due));

  test('the next one', () => {
    assert.equal(nextDue('03:00', at(21, 2)), at(21, 3));
    assert.equal(nextDue('03:00', at(21, 3)), at(22, 3));
  });
});
