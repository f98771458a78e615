import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { test } from 'node:test';
import type { ManagerDb } from '../core/kernel/index.ts';
import { partsOf } from './parts.ts';
import { RELEASED } from './released.ts';

test('the parts are named with their versions, and a day only where it is that version’s (UPD-03)', () => {
  const db = new Sqlite(':memory:') as unknown as ManagerDb;
  const named = (versions: Record<string, string>, ffmpeg: string | null = null) =>
    partsOf({ db, version: '0.1.0', ffmpeg, versions });
  const alone = named({ node: '24.0.1' }, '6.1');
  assert.deepEqual(
    alone.map(({ name }) => name),
    ['Holdfast', 'Node', 'SQLite', 'ffmpeg'],
  );
  assert.deepEqual(
    alone[1],
    { name: 'Node', version: '24.0.1', publishedOn: null },
    'another Node than the pinned one',
  );
  assert.match(alone[2]!.publishedOn ?? '', /^20\d\d-\d\d-\d\d$/);
  const inApp = named({ node: '22.9.9', electron: RELEASED.electron.version });
  assert.deepEqual(inApp[1], {
    name: 'Electron',
    ...{ version: RELEASED.electron.version, publishedOn: RELEASED.electron.on },
  });
  assert.equal(inApp[2]?.version, RELEASED.node.version, 'what the server runs on, not Electron’s own');
  db.close();
});
