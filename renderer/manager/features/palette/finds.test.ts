import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '../../place.ts';
import { allFinds, matching, titleFinds } from './finds.ts';

const place = (path: string, label: string) => ({ path, label }) as Place;
const places = [place('/', 'Overview'), place('/people', 'People'), place('/settings', 'Settings')];
const people = [{ id: '1', name: 'Amélie' }];
const finds = allFinds({ places, people, folders: [{ id: '2', name: 'Films', path: '/srv/films' }] });
const labels = (typed: string) => matching(finds, typed).map(({ label }) => label);

test('what was typed finds pages, settings by their other words, people without accents, and what can be done', () => {
  assert.deepEqual(labels(''), ['Overview', 'People', 'Settings']);
  assert.deepEqual(labels('  ame '), ['Amélie', 'Name of this server']);
  assert.deepEqual(labels('theme'), ['Light or dark']);
  assert.deepEqual(labels('dark LIGHT'), ['Light or dark']);
  assert.deepEqual(labels('panic'), ['Lock down']);
  assert.deepEqual(labels('xyz'), []);
});

test('a person leads to that person’s own page', () => {
  assert.equal(matching(finds, 'ame').find(({ kind }) => kind === 'person')?.to, '/people/1');
});

test('nothing leads to a page that is not there', () => {
  assert.deepEqual(labels('recovery'), [], 'no page of backups');
  assert.deepEqual(labels('films'), [], 'no page of the library');
});

test('a title opens in the player, and while nothing is served on the library’s page', () => {
  const titles = [{ id: 'a1', kind: 'film' as const, title: 'The Salt Road', year: 2023 }];
  const [open] = titleFinds(titles, 'http://192.168.1.20:8470');
  assert.deepEqual([open?.label, open?.to], ['The Salt Road (2023)', 'http://192.168.1.20:8470/films/a1']);
  assert.equal(titleFinds(titles, undefined)[0]?.to, '/library');
});
