import { app } from 'electron';
import { HIDDEN_FLAG } from './arguments.ts';
import { autostartFile, autostartPlace, type LoginItem } from './autostart.ts';

/** Starting with the person's session, without a window. Linux knows it as a file, the others as a setting. */
export function loginItem(): LoginItem {
  // An AppImage runs from a place that is gone after it ends; the file itself is named in its environment.
  if (process.platform === 'linux') return autostartFile(autostartPlace(), process.env['APPIMAGE'] ?? process.execPath);
  const args = [HIDDEN_FLAG];
  return {
    get: () => app.getLoginItemSettings({ args }).openAtLogin,
    set: (openAtLogin) => app.setLoginItemSettings({ openAtLogin, args }),
  };
}
