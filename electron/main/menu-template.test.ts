import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MenuItemConstructorOptions } from 'electron';
import { fail, ok } from '../../shared/result.ts';
import { createCommands } from './commands.ts';
import type { LoginSwitch } from './login-switch.ts';
import { menuTemplate, type MenuDeps } from './menu-template.ts';

type House = 'set-up-needed' | 'open' | 'closed';

function menuOf(options: { house?: House; opensAtLogin?: LoginSwitch | null; system?: NodeJS.Platform } = {}) {
  const { house = 'open', opensAtLogin = null, system = 'linux' } = options;
  const told: string[] = [];
  const tell = (title: string, body: string) => void told.push(`${title}. ${body}`);
  const deps: MenuDeps = {
    commands: createCommands('owner:menu', {
      manager: { dispatcher: { call: async () => ok({}) }, status: () => ({ house }) } as unknown as Parameters<
        typeof createCommands
      >[1]['manager'],
      tell,
      openWindow() {},
    }),
    updates: {
      item: () => ({ label: 'Check for Updates…', enabled: true }),
      ask: async () => {},
      isOn: () => true,
      isAutomatic: () => true,
      setAutomatic() {},
    },
    openWindow() {},
    quit() {},
    opensAtLogin,
    tell,
    devTools: false,
  };
  const everyItem = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everyItem(item.submenu) : [])]);
  const items = everyItem(menuTemplate(deps, system));
  return { told, item: (id: string) => items.find((one) => one.id === id) };
}

test('no key closes the house by itself: the menu shows the one of the page, and does not take it', () => {
  for (const system of ['linux', 'win32'] as const) {
    const lock = menuOf({ system }).item('lock');
    assert.equal(lock?.accelerator, 'CommandOrControl+Shift+L');
    assert.equal(lock?.registerAccelerator, false);
  }
  // electron.d.ts: registerAccelerator is not for macOS, where each key of a menu is taken.
  assert.equal(menuOf({ system: 'darwin' }).item('lock')?.accelerator, undefined);
});

test('as in the tray: a house that is not set up, or closed, cannot be closed, and one without data not be backed up', () => {
  const enabled = (house: House) => ['back-up', 'lock'].map((id) => menuOf({ house }).item(id)?.enabled);
  assert.deepEqual(enabled('set-up-needed'), [false, false]);
  assert.deepEqual(enabled('open'), [true, true]);
  assert.deepEqual(enabled('closed'), [true, false]);
});

test('the tick of starting at sign-in is what the system says; what it refuses is told', () => {
  const isOn = (answer: ReturnType<LoginSwitch['isOn']>, turn: LoginSwitch['turn'] = () => ok(null)) =>
    menuOf({ opensAtLogin: { isOn: () => answer, turn } });
  assert.equal(isOn(ok(true)).item('at-login')?.checked, true);
  assert.equal(isOn(ok(false)).item('at-login')?.checked, false);
  assert.equal(isOn(fail('not-done', 'unknown')).item('at-login')?.enabled, false);
  assert.equal(menuOf().item('at-login'), undefined, 'where there is no such thing');
  const refused = isOn(ok(false), () => fail('not-done', 'The disk is full.'));
  refused
    .item('at-login')
    ?.click?.({ checked: true } as Parameters<NonNullable<MenuItemConstructorOptions['click']>>[0], undefined, {});
  assert.deepEqual(refused.told, ['Holdfast starts as before. The disk is full.']);
});
