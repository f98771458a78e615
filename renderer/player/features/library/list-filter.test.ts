import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeFilter, readFilter, writeFilter, type ListFilter, type Sort } from './list-filter.ts';

const SORTS: readonly Sort[] = ['title', 'added', 'year'];
const plain: ListFilter = { sort: 'title', order: 'asc', search: '', library: null };
const read = (text: string) => readFilter(new URLSearchParams(text), SORTS);

test('the plain list has the plain address', () => {
  assert.deepEqual(read(''), plain);
  assert.equal(writeFilter(plain, SORTS).size, 0);
});

test('every filter is read back from the address it was written to', () => {
  for (const sort of SORTS)
    for (const order of ['asc', 'desc'] as const)
      for (const search of ['', 'the & salt=road'])
        for (const library of [null, '0'.repeat(32)]) {
          const filter = { sort, order, search, library };
          assert.deepEqual(readFilter(writeFilter(filter, SORTS), SORTS), filter);
        }
});

test('an address that asks for what there is not is as if it did not ask', () => {
  assert.deepEqual(read('sort=size&order=up'), plain);
  assert.deepEqual(read('sort=added&order=up'), { ...plain, sort: 'added', order: 'desc' });
  assert.deepEqual(readFilter(new URLSearchParams('sort=year'), ['title', 'added']), plain, 'artists have no year');
});

test('names begin at A and dates with the newest, unless another order is asked for', () => {
  assert.deepEqual(changeFilter(plain, { sort: 'year' }), { ...plain, sort: 'year', order: 'desc' });
  assert.deepEqual(changeFilter(plain, { sort: 'year', order: 'asc' }), { ...plain, sort: 'year', order: 'asc' });
  const newest = read('sort=added');
  assert.deepEqual(changeFilter(newest, { sort: 'title' }), plain);
});

test('another search or the same sort keeps the order that was chosen', () => {
  const backwards = read('order=desc');
  assert.deepEqual(changeFilter(backwards, { search: 'heat' }), { ...backwards, search: 'heat' });
  assert.deepEqual(changeFilter(backwards, { sort: 'title' }), backwards);
});

test('albums of photos begin with the newest, and their plain address says so', () => {
  const sorts: readonly Sort[] = ['taken', 'title'];
  const newest = readFilter(new URLSearchParams(), sorts);
  assert.deepEqual(newest, { ...plain, sort: 'taken', order: 'desc' });
  assert.equal(writeFilter(newest, sorts).size, 0);
  assert.equal(String(writeFilter(plain, sorts)), 'sort=title');
});
