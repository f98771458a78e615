import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { deletePermit, writePermit } from './permit.ts';
import { writeFileAtomically } from './files.ts';
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
