import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOurPage, mayOpenOutside } from './addresses.ts';

test('DSK-06: only our own page is our page', () => {
  for (const url of ['app://holdfast/', 'app://holdfast/network?x=1']) assert.ok(isOurPage(url), url);
  for (const url of [
    'app://holdfast.evil/',
    'app://evil/',
    'https://holdfast/',
    'file:///app/index.html',
    'about:blank',
    '',
  ])
    assert.ok(!isOurPage(url), url);
});

test('DSK-05: outside opens https and the player at an address of ours, and nothing else', () => {
  const own = ['http://192.168.1.5:8470', 'http://127.0.0.1:8470'];
  for (const url of ['https://example.com/a', 'http://192.168.1.5:8470/films'])
    assert.ok(mayOpenOutside(url, own), url);
  const refused = [
    'http://example.com/',
    'http://192.168.1.5:9000/',
    'http://192.168.1.5:8470@evil.example/',
    'https://ada:secret@example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://192.168.1.5/',
    'not an address',
  ];
  for (const url of refused) assert.ok(!mayOpenOutside(url, own), url);
});
