import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { deletePermit, writePermit } from './permit.ts';
import { sweepHalfWritten, writeFileAtomically } from './files.ts';
import { watchSyncs, type SyncWatch } from './testing/watch-syncs.ts';

let folder: string;
let watch: SyncWatch;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-files-')));
  watch = watchSyncs();
});
afterEach(() => {
  watch.end();
  rmSync(folder, { recursive: true, force: true });
});

// NTFS journals names itself, and Windows opens no folder to sync it.
describe('what was written outlives a power cut', { skip: process.platform === 'win32' }, () => {
  test('a file that is replaced: its bytes before it has its name, and its name before we go on', () => {
    const path = join(folder, 'current');
    writeFileAtomically(path, 'one');
    writeFileAtomically(path, 'two');
    assert.equal(readFileSync(path, 'utf8'), 'two');
    assert.deepEqual(
      watch.lostBeforeRenamingTo('current', folder).filter((loss) => loss.startsWith('bytes')),
      [],
    );
    assert.deepEqual(watch.lost(folder), []);
  });

  test('the permit that is deleted stays deleted: a house that was closed does not open by itself (ARCHITECTURE 5)', () => {
    const permit = join(folder, 'open.permit');
    writePermit(permit, 'a');
    deletePermit(permit);
    assert.deepEqual(watch.lost(folder), []);
  });
});

test('half a file that a killed process left is swept; what somebody still writes, and everything else, stays', () => {
  const { pid: gone } = spawnSync(process.execPath, ['--version']);
  const names = [
    `report.md.${gone}.tmp`,
    `current.${process.pid}.tmp`,
    `note.json.${process.ppid}.tmp`,
    'mine.tmp',
    'a.md',
  ];
  for (const name of names) writeFileSync(join(folder, name), 'half');
  assert.equal(sweepHalfWritten(folder), 2);
  assert.deepEqual(readdirSync(folder).toSorted(), ['a.md', 'mine.tmp', `note.json.${process.ppid}.tmp`]);
  assert.equal(sweepHalfWritten(join(folder, 'none')), 0);
});

test('what could not be put in place leaves nothing beside it', () => {
  mkdirSync(join(folder, 'taken', 'by a folder'), { recursive: true });
  assert.throws(() => writeFileAtomically(join(folder, 'taken'), 'one'));
  assert.deepEqual(readdirSync(folder), ['taken']);
});
