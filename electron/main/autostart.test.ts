import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { autostartFile } from './autostart.ts';

test('starting at sign-in is a file that names this program, quoted, and hides the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-autostart-'));
  try {
    const file = join(folder, 'autostart', 'holdfast.desktop');
    const item = autostartFile(file, '/opt/My $Apps/100%/Holdfast.AppImage');
    assert.equal(item.get(), false);
    item.set(true);
    assert.equal(item.get(), true);
    assert.match(readFileSync(file, 'utf8'), /^Exec="\/opt\/My \\\\\$Apps\/100%%\/Holdfast\.AppImage" --hidden$/m);
    assert.equal(autostartFile(file, '/opt/other').get(), false, 'that one starts another program');
    item.set(false);
    assert.equal(item.get(), false);
    item.set(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
