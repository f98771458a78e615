import type { App } from 'electron';
import { HIDDEN_FLAG } from './arguments.ts';
import { autostartFile, autostartPlace, type LoginItem } from './autostart.ts';

/** What of the system's settings is used; `app` is one. */
export type LoginSettings = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;

/** Starting with the person's session, without a window. Linux knows it as a file, the others as a setting. */
export function loginItem(settings: LoginSettings, system: NodeJS.Platform = process.platform): LoginItem {
  // An AppImage runs from a place that is gone after it ends; the file itself is named in its environment.
  if (system === 'linux') return autostartFile(autostartPlace(), process.env['APPIMAGE'] ?? process.execPath);
  // Only Windows starts with arguments (electron.d.ts, `LoginItemSettingsOptions.args`); `isSignInStart` is macOS's way.
  const named = system === 'win32' ? { args: [HIDDEN_FLAG] } : {};
  return {
    get: () => settings.getLoginItemSettings(named).openAtLogin,
    set: (openAtLogin) => settings.setLoginItemSettings({ openAtLogin, ...named }),
  };
}

/** macOS: whether the system started us because somebody signed in. Elsewhere `--hidden` says so. */
export const isSignInStart = (settings: LoginSettings, system: NodeJS.Platform = process.platform): boolean =>
  system === 'darwin' && settings.getLoginItemSettings().wasOpenedAtLogin;
