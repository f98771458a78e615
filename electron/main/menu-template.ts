import type { MenuItemConstructorOptions } from 'electron';
import type { Commands } from './commands.ts';
import type { LoginSwitch } from './login-switch.ts';
import type { UpdateCommands } from './update-commands.ts';

/** Lock down has one key everywhere in Holdfast (UI: title bar). */
const LOCK_KEY = 'CommandOrControl+Shift+L';

export type MenuDeps = {
  readonly commands: Commands;
  readonly updates: Pick<UpdateCommands, 'item' | 'ask' | 'isOn' | 'isAutomatic' | 'setAutomatic'>;
  readonly openWindow: () => void;
  readonly quit: () => void;
  /** Null where the system has no such thing. */
  readonly opensAtLogin: LoginSwitch | null;
  /** Something asked for here was not done. */
  readonly tell: (title: string, body: string) => void;
  readonly devTools: boolean;
};

/** What the native menus are now. */
export function menuTemplate(deps: MenuDeps, system: NodeJS.Platform): MenuItemConstructorOptions[] {
  const { commands, updates, opensAtLogin } = deps;
  const isMac = system === 'darwin';
  // The page's key: it leads to the button, and no key closes the house by itself. macOS cannot show one without taking it.
  const shownKey = isMac ? {} : { accelerator: LOCK_KEY, registerAccelerator: false };
  const isAtLogin = opensAtLogin?.isOn() ?? null;
  const atLogin: MenuItemConstructorOptions[] =
    opensAtLogin === null || isAtLogin === null
      ? []
      : [
          {
            id: 'at-login',
            label: 'Start When I Sign In to This Computer',
            type: 'checkbox',
            checked: isAtLogin.ok && isAtLogin.value,
            enabled: isAtLogin.ok,
            click({ checked }) {
              const turned = opensAtLogin.turn(checked);
              if (!turned.ok) deps.tell('Holdfast starts as before', turned.failure.message);
            },
          },
          { type: 'separator' },
        ];
  return [
    {
      label: 'Holdfast',
      submenu: [
        { role: 'about', label: 'About Holdfast' },
        { id: 'updates', ...updates.item(), click: () => void updates.ask() },
        {
          id: 'updates-automatic',
          label: 'Look for Updates Once a Day',
          type: 'checkbox',
          checked: updates.isAutomatic(),
          visible: updates.isOn(),
          click: ({ checked }) => updates.setAutomatic(checked),
        },
        { type: 'separator' },
        ...atLogin,
        ...(isMac
          ? ([{ role: 'hide' }, { role: 'hideOthers' }, { type: 'separator' }] as MenuItemConstructorOptions[])
          : []),
        // Not the role: quitting ends the house, and waits for it.
        { id: 'quit', label: 'Quit Holdfast', accelerator: 'CommandOrControl+Q', click: deps.quit },
      ],
    },
    {
      label: 'House',
      submenu: [
        { id: 'back-up', label: 'Back Up Now', enabled: commands.canBackUp(), click: () => void commands.backUp() },
        { type: 'separator' },
        {
          id: 'lock',
          label: 'Lock Down',
          enabled: commands.canLock(),
          ...shownKey,
          click: () => void commands.lockDown(),
        },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(deps.devTools
          ? ([{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] as MenuItemConstructorOptions[])
          : []),
      ],
    },
    {
      label: 'Window',
      submenu: [
        { id: 'open', label: 'Open Holdfast', accelerator: 'CommandOrControl+0', click: deps.openWindow },
        { role: 'minimize' },
        { role: 'close' },
      ],
    },
  ];
}
