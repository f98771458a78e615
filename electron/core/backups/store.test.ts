import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { managerMigrations, openWritable, type ManagerDb } from '../kernel/index.ts';
import { opened } from '../kernel/testing/databases.ts';
import { listBackups } from './store.ts';

test('a copy that an earlier version proved counts as read through then; one that failed, as never (MNT-13)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-store-'));
  const path = join(folder, 'manager.db');
  const at = managerMigrations.findIndex(({ name }) => name === 'when the bytes of a backup were last read through');
  assert.ok(at > 0);
  const before = opened(openWritable<ManagerDb>(path, managerMigrations.slice(0, at), 'process-crash'));
  before.exec(`
    INSERT INTO backup VALUES ('a', 'a.age', 1, 1, '', '0.1.0', '{}');
    INSERT INTO backup_copy VALUES ('a', 'own', 7, NULL), ('a', 'second', NULL, 'Damaged.');`);
  before.close();
  const db = opened(openWritable<ManagerDb>(path, managerMigrations, 'process-crash'));
  assert.deepEqual(listBackups(db)[0]!.copies, [
    { place: 'own', provenAt: 7, checkedAt: 7, problem: null },
    { place: 'second', provenAt: null, checkedAt: null, problem: 'Damaged.' },
  ]);
  db.close();
  rmSync(folder, { recursive: true });
});
