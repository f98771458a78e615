import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appArguments } from './arguments.ts';
import { isSignInStart, loginItem, type LoginSettings } from './login-item.ts';

type Item = Parameters<LoginSettings['setLoginItemSettings']>[0];

/** The system's settings: what is set is what it starts with, as Windows does it; macOS leaves arguments out. */
function settingsOf(system: 'darwin' | 'win32', wasOpenedAtLogin = false) {
  let kept: Item = { openAtLogin: false };
  const settings: LoginSettings = {
    setLoginItemSettings: (item) =>
      void (kept = system === 'darwin' ? { openAtLogin: item.openAtLogin === true } : item),
    getLoginItemSettings: (asked) => ({
      openAtLogin: kept.openAtLogin === true && String(asked?.args ?? []) === String(kept.args ?? []),
      wasOpenedAtLogin,
      status: 'enabled',
      executableWillLaunchAtLogin: false,
      launchItems: [],
    }),
  };
  /** What the system starts us with at the next sign-in. */
  return { settings, starts: () => (kept.openAtLogin === true ? (kept.args ?? []) : null) };
}

test('started by the system at sign-in there is no window: Windows is told so, macOS tells', () => {
  const windows = settingsOf('win32');
  const item = loginItem(windows.settings, 'win32');
  item.set(true);
  assert.equal(item.get(), true);
  assert.equal(appArguments(windows.starts() ?? []).isHidden, true);

  const mac = settingsOf('darwin', true);
  loginItem(mac.settings, 'darwin').set(true);
  assert.deepEqual(mac.starts(), []);
  assert.equal(loginItem(mac.settings, 'darwin').get(), true);
  assert.equal(isSignInStart(mac.settings, 'darwin'), true);
});

test('started by a person there is a window', () => {
  assert.equal(isSignInStart(settingsOf('darwin', false).settings, 'darwin'), false);
  assert.equal(isSignInStart(settingsOf('win32', true).settings, 'win32'), false);
  assert.equal(appArguments([]).isHidden, false);
});

test('switched off, nothing starts', () => {
  for (const system of ['darwin', 'win32'] as const) {
    const { settings, starts } = settingsOf(system);
    const item = loginItem(settings, system);
    item.set(true);
    item.set(false);
    assert.equal(item.get(), false);
    assert.equal(starts(), null);
  }
});
