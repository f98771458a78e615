import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import {
  add,
  createQueue,
  currentOf,
  entriesOf,
  indexAfter,
  indexBefore,
  indexNext,
  move,
  remove,
  shuffle,
  unshuffle,
  type Queue,
} from './queue.ts';

/** Only its title is looked at here. */
const track = (title: string) => ({ title }) as ItemCard;
const queueOf = (titles: string, at = 0): Queue => createQueue(entriesOf(titles.split('').map(track), 0), at);
const titles = ({ entries }: Queue): string => entries.map((entry) => entry.track.title).join('');
const playing = (queue: Queue) => currentOf(queue)?.track.title;
/** Says the same numbers again and again. */
const dice = (...numbers: readonly number[]) => {
  let throws = 0;
  return () => numbers[throws++ % numbers.length] ?? 0;
};

test('a queue ends after its last track, goes round when all is repeated, and stays when one is', () => {
  assert.equal(indexAfter(queueOf('abc', 1), 'off'), 2);
  assert.equal(indexAfter(queueOf('abc', 2), 'off'), null);
  assert.equal(indexAfter(queueOf('abc', 2), 'all'), 0);
  assert.equal(indexAfter(queueOf('abc', 1), 'one'), 1);
});

test('"Next" leaves a repeated track, "Previous" stops at the first', () => {
  assert.equal(indexNext(queueOf('abc', 1), 'one'), 2);
  assert.equal(indexNext(queueOf('abc', 2), 'one'), null);
  assert.equal(indexBefore(queueOf('abc', 0), 'off'), null);
  assert.equal(indexBefore(queueOf('abc', 0), 'all'), 2);
  assert.equal(indexBefore(queueOf('abc', 2), 'off'), 1);
});

test('shuffling keeps what plays, loses and repeats nothing, and can be taken back', () => {
  const shuffled = shuffle(queueOf('abcdef', 2), dice(0.1, 0.9, 0.4));
  assert.equal(playing(shuffled), 'c');
  assert.equal(shuffled.at, 0);
  assert.equal(titles(shuffled).split('').toSorted().join(''), 'abcdef');
  assert.notEqual(titles(shuffled), 'cabdef');
  const back = unshuffle({ ...shuffled, at: titles(shuffled).indexOf('e') });
  assert.equal(titles(back), 'abcdef');
  assert.equal(playing(back), 'e');
});

test('what is added while shuffled has its place in both orders', () => {
  const shuffled = shuffle(queueOf('abc', 1), dice(0));
  const more = add(add(shuffled, entriesOf([track('x')], 10), 'next'), entriesOf([track('z')], 11), 'end');
  assert.equal(titles(more).slice(0, 2), 'bx');
  assert.equal(titles(more).at(-1), 'z');
  assert.equal(titles(unshuffle(more)), 'abxcz');
});

test('moving a track never changes which one plays', () => {
  const queue = queueOf('abc', 1);
  const keyOf = (title: string) => queue.entries.find((entry) => entry.track.title === title)!.key;
  assert.deepEqual([titles(move(queue, keyOf('a'), 1)), playing(move(queue, keyOf('a'), 1))], ['bac', 'b']);
  assert.deepEqual([titles(move(queue, keyOf('b'), 1)), playing(move(queue, keyOf('b'), 1))], ['acb', 'b']);
  assert.equal(move(queue, keyOf('a'), -1), queue);
  assert.equal(move(queue, keyOf('c'), 1), queue);
});

test('taking out what plays goes on with what came after it, and the last one leaves nothing', () => {
  const queue = queueOf('abc', 1);
  assert.equal(playing(remove(queue, 0)!), 'b');
  assert.equal(playing(remove(queue, 1)!), 'c');
  assert.equal(playing(remove(queueOf('abc', 2), 2)!), 'b');
  assert.equal(remove(queueOf('a'), 0), null);
  assert.equal(titles(unshuffle(remove(shuffle(queue, dice(0)), 0)!)), 'bc');
});

test('the same track twice in a queue is two places', () => {
  const same = track('a');
  const queue = add(createQueue(entriesOf([same], 0), 0), entriesOf([same], 1), 'end');
  assert.equal(remove(queue, 1)?.entries.length, 1);
});
