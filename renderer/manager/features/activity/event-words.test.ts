import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { entryTone, EVENTS, eventWords, type AuditEntry } from './event-words.ts';

const failed = (address: string, device: string): AuditEntry => ({
  seq: 1,
  at: '2026-11-21T09:00:00.000Z',
  actor: 'stranger',
  event: 'sign-in.failed',
  detail: { address, device },
});

test("the checklist's own wrong name is no alarm; the same from the network is, whatever it calls itself", () => {
  const own = failed('127.83.0.4', 'Holdfast checklist');
  assert.deepEqual([eventWords(own), entryTone(own)], ['Holdfast tried a wrong name, as a check', 'plain']);
  for (const entry of [failed('192.168.1.9', 'Holdfast checklist'), failed('127.83.0.4', 'Firefox')])
    assert.deepEqual([eventWords(entry), entryTone(entry)], ['Wrong name or password', 'bad']);
});

test('everything that is written on the record has its words', () => {
  const root = join(import.meta.dirname, '..', '..', '..', '..');
  const sources = globSync('electron/**/*.ts', { cwd: root }).filter((file) => !/\.test\.ts$|testing\//.test(file));
  const written = sources.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/event: '([a-z-]+\.[a-z-]+)'/g)].map(([, event]) => event!),
  );
  assert.ok(written.length > 40, String(written.length));
  const without = new Set(written.filter((event) => !(event in EVENTS)));
  assert.deepEqual([...without], []);
});
