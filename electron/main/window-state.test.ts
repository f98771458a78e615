import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeWindow, readWindowState, USUAL_SIZE, writeWindowState } from './window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const STATE = { x: 100, y: 50, width: 1300, height: 900, isMaximized: false };

test('the window opens where it was, and as usual where that cannot be seen any more', () => {
  assert.deepEqual(placeWindow(null, [SCREEN]), USUAL_SIZE);
  assert.deepEqual(placeWindow(STATE, [SCREEN]), { x: 100, y: 50, width: 1300, height: 900 });
  assert.deepEqual(placeWindow({ ...STATE, x: 2500 }, [SCREEN]), { width: 1300, height: 900 }, 'that screen is gone');
  assert.deepEqual(placeWindow({ ...STATE, y: -500 }, [SCREEN]), { width: 1300, height: 900 }, 'no title bar');
  assert.deepEqual(placeWindow({ ...STATE, width: 10, height: 10 }, [SCREEN]), {
    x: 100,
    y: 50,
    width: 1024,
    height: 700,
  });
});

test('what is remembered comes back, and half a file is nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-window-'));
  try {
    const file = join(folder, 'window-state.json');
    assert.equal(readWindowState(file), null);
    writeWindowState(file, STATE);
    assert.deepEqual(readWindowState(file), STATE);
    for (const text of ['{"x": 1', '{"x": "1"}', 'null']) {
      writeFileSync(file, text);
      assert.equal(readWindowState(file), null, text);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
