import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { checkFakeElectron } from './check-fake-electron.ts';

test('what the fake of Electron lacks does not compile, though Electron has it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-fake-'));
  try {
    const file = join(folder, 'shell.mts');
    const uses = [
      "import { app, desktopCapturer, Tray, type BrowserWindow } from 'electron';",
      'app.relaunch();',
      'app.getGPUFeatureStatus();',
      'export const sources = desktopCapturer.getSources;',
      "export const tray = (one: Tray) => one.setTitle('Holdfast');",
      "export const tip = (one: Tray) => one.setToolTip('Holdfast');",
      "export const load = (one: BrowserWindow) => one.loadURL('app://holdfast/');",
      'export const size = (one: BrowserWindow) => one.setContentSize(1, 1);',
    ];
    writeFileSync(file, uses.join('\n'));
    const lines = checkFakeElectron([file]).map(({ file: source, start, messageText }) => {
      assert.equal(source?.fileName, file, ts.flattenDiagnosticMessageText(messageText, '\n'));
      return uses[source.getLineAndCharacterOfPosition(start!).line];
    });
    assert.deepEqual(lines, [uses[0], uses[2], uses[4], uses[7]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
