import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changesOf,
  headline,
  stateOf,
  weekOf,
  type BackupContents,
  type BackupEntry,
  type BackupsFacts,
  kitKey,
  movesOf,
  secondsLeft,
} from './backup-words.ts';

const NOW = new Date(2026, 10, 21, 12).getTime();
const at = (hoursAgo: number) => new Date(NOW - hoursAgo * 3_600_000).toISOString();
const copy = (provenAt: string | null, place: 'own' | 'second' = 'own') => ({
  path: '/b',
  place,
  provenAt,
  checkedAt: provenAt,
  problem: null,
});
const backup = (madeAt: string, copies = [copy(madeAt)]): BackupEntry => ({
  id: '0'.repeat(32),
  fileName: 'b.age',
  madeAt,
  sizeBytes: 1,
  accounts: 1,
  items: 1,
  progress: 1,
  copies,
});
const facts = (more: Partial<BackupsFacts>) => ({ backups: [], problem: null, ...more }) as unknown as BackupsFacts;

test('the headline says when, whether it is sound, and where; and what is wrong before all that', () => {
  assert.equal(headline(facts({}), NOW), 'No backup yet');
  assert.equal(headline(facts({ backups: [backup(at(9))] }), NOW), 'Backed up today 03:00, verified');
  const two = backup(at(9), [copy(at(9)), copy(at(9), 'second')]);
  assert.equal(headline(facts({ backups: [two] }), NOW), 'Backed up today 03:00, verified, in two places');
  assert.equal(headline(facts({ backups: [two], problem: 'disk full' }), NOW), 'The last backup could not be made');
  assert.equal(headline(facts({ backups: [backup(at(57))] }), NOW), 'Not backed up since 19 November 03:00');
});

test('one bad copy of two is said, and none that is sound is damaged', () => {
  assert.equal(stateOf(backup(at(1), [copy(at(1)), copy(null, 'second')])), 'one-place');
  assert.equal(stateOf(backup(at(1), [copy(null)])), 'damaged');
});

test('the week: seven days by this clock, today last, each with the state of its newest backup', () => {
  const damaged = backup(at(24 * 3), [copy(null)]);
  const week = weekOf([backup(at(1)), damaged, backup(at(24 * 3 + 2)), backup(at(24 * 9))], NOW);
  assert.deepEqual(
    week.map(({ at: day, state }) => [new Date(day).getDate(), state]),
    [
      [15, 'none'],
      [16, 'none'],
      [17, 'none'],
      [18, 'damaged'],
      [19, 'none'],
      [20, 'none'],
      [21, 'verified'],
    ],
  );
});

test('R-43: a restore says beforehand whom and what it takes away', () => {
  const contents = (more: Partial<BackupContents>): BackupContents => ({
    serverName: 'Home',
    accounts: ['Ada'],
    libraries: [],
    items: 5,
    progress: 10,
    settings: '{}',
    ...more,
  });
  const rows = changesOf(contents({ accounts: ['Ada', 'Jonas'], progress: 37 }), contents({}));
  const change = (what: string) => rows.find((row) => row.what === what)?.change;
  assert.deepEqual(['Accounts', 'Settings', 'Watch progress', 'Library details', 'Your media files'].map(change), [
    'Removes Jonas',
    'The same',
    'Loses 27',
    'The same',
    'Not touched',
  ]);
});

test('folders that moved are told, those that stayed are not', () => {
  const moved = new Map([
    ['/old/films', ' /new/films '],
    ['/old/shows', ''],
    ['/old/music', '/old/music'],
  ]);
  assert.deepEqual(movesOf(moved), [{ from: '/old/films', to: '/new/films' }]);
});

test('a key copied from paper is read with blanks and in small letters', () => {
  const key = `AGE-SECRET-KEY-1${'Q2'.repeat(29)}`;
  assert.equal(kitKey(` ${key.toLowerCase().slice(0, 30)} ${key.slice(30)}\n`), key);
  assert.equal(kitKey('  '), null);
  assert.equal(kitKey(key.slice(0, -1)), 'not-a-key');
});

test('what is left of a job is told once its pace is known', () => {
  assert.equal(secondsLeft({ at: 0, fraction: 0 }, { at: 2_000, fraction: 0.01 }), null);
  assert.equal(secondsLeft({ at: 0, fraction: 0 }, { at: 2_000, fraction: 0.25 }), 6);
  assert.equal(secondsLeft({ at: 0, fraction: 0.5 }, { at: 10_000, fraction: 0.75 }), 10, 'seen halfway only');
});
