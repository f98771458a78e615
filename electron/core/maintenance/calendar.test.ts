import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Every, MaintenanceState } from '../../../shared/contract/maintenance.ts';
import { LONGEST_SNOOZE_MS, periodAfter, snoozeBounds, standing, type Snooze } from './calendar.ts';

const zoneBefore = process.env['TZ'];
after(() => {
  if (zoneBefore === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneBefore;
});
/** The clock of a computer that stands there. */
const inZone = (zone: string): void => void (process.env['TZ'] = zone);

/** `2026-11-21` or `2026-11-21 20:00` on the clock of this computer. */
const at = (text: string): number => new Date(text.includes(' ') ? text.replace(' ', 'T') : `${text}T00:00`).getTime();
const day = (moment: number): string => {
  const date = new Date(moment);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

describe('when a task is due next (REQUIREMENTS 13)', () => {
  const CASES: readonly [zone: string, every: Every, done: string, due: string][] = [
    ['UTC', 'day', '2026-11-21 23:59', '2026-11-22 00:00'],
    ['UTC', 'week', '2026-11-21 20:00', '2026-11-28 00:00'],
    ['UTC', 'week', '2026-12-28 00:00', '2027-01-04 00:00'],
    ['UTC', 'month', '2026-11-21 20:00', '2026-12-21 00:00'],
    ['UTC', 'month', '2026-12-31 20:00', '2027-01-31 00:00'],
    ['UTC', 'month', '2027-01-31 20:00', '2027-02-28 00:00'], // a short month
    ['UTC', 'month', '2028-01-31 20:00', '2028-02-29 00:00'], // a leap year
    ['UTC', 'month', '2028-02-29 20:00', '2028-03-29 00:00'],
    ['UTC', 'quarter', '2026-11-30 20:00', '2027-02-28 00:00'],
    ['UTC', 'quarter', '2027-11-30 20:00', '2028-02-29 00:00'],
    ['UTC', 'half-year', '2026-08-31 20:00', '2027-02-28 00:00'],
    ['UTC', 'half-year', '2026-12-31 20:00', '2027-06-30 00:00'],
    // The days on which the clocks change have 23 and 25 hours.
    ['Europe/Berlin', 'day', '2027-03-27 23:30', '2027-03-28 00:00'],
    ['Europe/Berlin', 'day', '2027-03-28 00:30', '2027-03-29 00:00'],
    ['Europe/Berlin', 'day', '2026-10-25 00:30', '2026-10-26 00:00'],
    ['Europe/Berlin', 'week', '2027-03-27 12:00', '2027-04-03 00:00'],
    ['America/New_York', 'month', '2026-10-15 12:00', '2026-11-15 00:00'],
    // There, midnight itself is left out in April: the day starts at one.
    ['Africa/Cairo', 'day', '2027-04-29 12:00', '2027-04-30 01:00'],
  ];
  for (const [zone, every, done, due] of CASES)
    test(`${every} after ${done} in ${zone}`, () => {
      inZone(zone);
      assert.equal(day(periodAfter(every, at(done))), due);
    });
});

describe('where a task stands', () => {
  const SET_UP = '2026-11-01 15:00';
  type Case = readonly [what: string, every: Every, done: readonly string[], now: string, state: MaintenanceState, due: string]; // prettier-ignore
  const CASES: readonly Case[] = [
    ['nothing is due on the day the house is set up', 'day', [], '2026-11-01 23:00', 'done', '2026-11-02 00:00'],
    ['a daily one is due on the next day', 'day', [], '2026-11-02 00:00', 'due', '2026-11-02 00:00'],
    ['and overdue on the one after', 'day', [], '2026-11-03 00:00', 'overdue', '2026-11-02 00:00'],
    ['a weekly one comes soon the day before', 'week', [], '2026-11-07 08:00', 'soon', '2026-11-08 00:00'],
    ['and not before that', 'week', [], '2026-11-06 23:00', 'done', '2026-11-08 00:00'],
    ['is due a week after', 'week', [], '2026-11-08 08:00', 'due', '2026-11-08 00:00'],
    ['overdue after another', 'week', [], '2026-11-15 00:00', 'overdue', '2026-11-08 00:00'],
    ['done: the next date counts from then', 'week', ['2026-11-10 20:00'], '2026-11-12 08:00', 'done', '2026-11-17 00:00'], // prettier-ignore
    ['the last time counts, in whatever order', 'week', ['2026-11-10 20:00', '2026-11-03 20:00'], '2026-11-12 08:00', 'done', '2026-11-17 00:00'], // prettier-ignore
    ['monthly: not overdue before a month after its due day', 'month', [], '2026-12-31 23:00', 'due', '2026-12-01 00:00'], // prettier-ignore
    ['monthly: overdue then', 'month', [], '2027-01-01 00:00', 'overdue', '2026-12-01 00:00'],
    ['quarterly: said two weeks before', 'quarter', [], '2027-01-18 00:00', 'soon', '2027-02-01 00:00'],
    // The clock was a year ahead when it was done, and was set back.
    ['done in the future counts as not done', 'week', ['2027-11-01 20:00'], '2026-11-20 08:00', 'overdue', '2026-11-08 00:00'], // prettier-ignore
    ['a clock an hour off changes nothing', 'week', ['2026-11-10 20:00'], '2026-11-10 19:00', 'done', '2026-11-17 00:00'], // prettier-ignore
    ['set up in the future: due now, and not overdue', 'week', [], '2025-11-20 08:00', 'due', '2025-11-20 00:00'],
  ];
  for (const [what, every, done, now, state, due] of CASES)
    test(what, () => {
      inZone('Europe/Berlin');
      const record = { doneAt: done.map((text) => at(text)), setUpAt: at(SET_UP), snooze: null };
      const found = standing(every, record, at(now));
      assert.deepEqual([found.state, day(found.dueAt)], [state, due]);
    });
});

describe('putting off', () => {
  const SET_UP = at('2026-11-01 15:00');
  const stateWith = (snooze: Snooze, now: string) =>
    standing('week', { doneAt: [], setUpAt: SET_UP, snooze }, at(now)).state;

  test('keeps a due task quiet until then, and no longer', () => {
    const snooze = { at: at('2026-11-08 08:00'), until: at('2026-11-10 08:00') };
    assert.equal(stateWith(snooze, '2026-11-10 07:59'), 'snoozed');
    assert.equal(stateWith(snooze, '2026-11-10 08:00'), 'due');
    assert.equal(stateWith({ ...snooze, until: at('2026-11-15 08:00') }, '2026-11-15 09:00'), 'overdue');
  });

  test('by a clock that was set back since counts for nothing', () => {
    assert.equal(stateWith({ at: at('2027-11-08'), until: at('2027-11-10') }, '2026-11-08 09:00'), 'due');
  });

  test('lasts seven days in all, however often it is repeated', () => {
    const now = at('2026-11-08 08:00');
    assert.deepEqual(snoozeBounds(null, now), { first: now, latest: now + LONGEST_SNOOZE_MS });
    const later = at('2026-11-12 08:00');
    assert.deepEqual(snoozeBounds({ at: now, until: later }, later), { first: now, latest: now + LONGEST_SNOOZE_MS });
    const ahead = { at: at('2027-11-08'), until: at('2027-11-10') };
    assert.equal(snoozeBounds(ahead, now).first, now, 'one from before the clock was set back is forgotten');
  });
});
