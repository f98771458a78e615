import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryTone, eventWords, type AuditEntry } from './event-words.ts';

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
