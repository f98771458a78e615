import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { autostartFile, type LoginItem } from './autostart.ts';
import { loginSwitch } from './login-switch.ts';

const log = { info() {}, warn() {}, error() {} };

/** A switch whose tries are counted: whoever shows it is told after each. */
function switchOf(item: LoginItem) {
  const tries = { told: 0 };
  return { tries, ...loginSwitch(item, { onChange: () => (tries.told += 1), log }) };
}

test('what is switched on is on, and everybody who shows it is told', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-login-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { tries, isOn, turn } = switchOf(autostartFile(join(folder, 'autostart', 'a.desktop'), '/opt/Holdfast'));
  assert.deepEqual(turn(true), { ok: true, value: null });
  assert.deepEqual(isOn(), { ok: true, value: true });
  assert.deepEqual(turn(false), { ok: true, value: null });
  assert.deepEqual(isOn(), { ok: true, value: false });
  assert.equal(tries.told, 2);
});

test('a switch that cannot be kept is an answer with the reason, never an error', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-login-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  // Where the folder should be there is a file; root, too, cannot make one there.
  writeFileSync(join(folder, 'autostart'), '');
  const blocked = switchOf(autostartFile(join(folder, 'autostart', 'a.desktop'), '/opt/Holdfast'));
  const refused = blocked.turn(true);
  assert.match(refused.ok ? '' : refused.failure.message, /did not take the change/);
  assert.deepEqual([blocked.isOn(), blocked.tries.told], [{ ok: true, value: false }, 1]);

  const denied: LoginItem = {
    get: () => false,
    set() {
      throw Object.assign(new Error('no'), { code: 'EACCES', path: '/home/theo/.config/autostart' });
    },
  };
  const answer = switchOf(denied).turn(true);
  assert.match(answer.ok ? '' : answer.failure.message, /may not write to \/home\/theo\/\.config\/autostart/);
});

test('a system that takes the wish and does not do it is said', () => {
  const overruled = switchOf({ get: () => false, set() {} });
  assert.equal(overruled.turn(true).ok, false);
  assert.equal(overruled.turn(false).ok, true);
});

test('a setting that cannot be read is an answer too', () => {
  const unreadable = switchOf({
    get() {
      throw new Error('no such service');
    },
    set() {},
  });
  assert.equal(unreadable.isOn().ok, false);
});
