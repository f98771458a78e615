import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readCard, saveCard } from './card.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-card-'));
  path = join(folder, 'emergency-card.txt');
});
afterEach(() => rmSync(folder, { recursive: true }));

const card = {
  helper: 'Ines, 555 0100',
  provider: 'Fibre & Co, customer 12',
  router: 'http://192.168.1.1\nForwarding > all off\n== not a heading',
  backups: 'Blue disk, second drawer',
};

test('the emergency card is a plain file one can read, print and fill in by hand (INC-16)', () => {
  assert.deepEqual(readCard(path), { helper: '', provider: '', router: '', backups: '' }, 'nothing is filled in yet');
  saveCard(path, card);
  assert.deepEqual(readCard(path), { ...card, router: card.router.replace('\n==', '\n ==') });
  const text = readFileSync(path, 'utf8');
  assert.match(
    text,
    /^Holdfast emergency card\n\nIf somebody is in: pull the network cable[^]*== Who can help\nInes, 555 0100\n/,
  );
  if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  writeFileSync(path, text.replace('Ines, 555 0100', 'Theo, 555 0101').replaceAll('\n', '\r\n'));
  assert.equal(readCard(path).helper, 'Theo, 555 0101', 'written by hand on Windows');
});
