import { clipboard, Menu, nativeImage, nativeTheme, Tray } from 'electron';
import { join } from 'node:path';
import type { Commands } from './commands.ts';
import type { TrayState } from './tray-state.ts';

/** The mark beside the clock, with what the house is doing, and its menu (UI: tray). */
export function createTray(deps: {
  readonly icons: string;
  readonly state: () => TrayState;
  readonly openWindow: () => void;
  readonly commands: Commands;
  readonly quit: () => void;
}): { readonly update: () => void; readonly end: () => void } {
  const { state, commands } = deps;
  const picture = () => nativeImage.createFromPath(join(deps.icons, `${pictureName(state().picture)}.png`));
  const tray = new Tray(picture());
  let shown = '';

  const update = () => {
    const now = state();
    const key = JSON.stringify([now, nativeTheme.shouldUseDarkColors]);
    // A menu that is replaced while it is open closes under the pointer.
    if (key === shown) return;
    shown = key;
    tray.setImage(picture());
    tray.setToolTip(`Holdfast: ${now.line}`);
    const { address } = now;
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'state', label: now.line, enabled: false },
        { type: 'separator' },
        { id: 'open', label: 'Open Holdfast', click: deps.openWindow },
        {
          id: 'copy',
          label: 'Copy address',
          enabled: address !== null,
          click: () => void clipboard.writeText(address ?? ''),
        },
        { type: 'separator' },
        {
          id: 'serving',
          label: now.serving === 'resume' ? 'Resume serving' : 'Pause serving',
          enabled: now.serving !== null,
          click: () => void (now.serving === 'resume' ? commands.resume() : commands.pause()),
        },
        { id: 'back-up', label: 'Back up now', enabled: commands.canBackUp(), click: () => void commands.backUp() },
        { type: 'separator' },
        { id: 'lock', label: 'Lock down', enabled: now.canLock, click: () => void commands.lockDown() },
        { type: 'separator' },
        { id: 'quit', label: 'Quit Holdfast', click: deps.quit },
      ]),
    );
  };
  // On macOS and most of Linux a click opens the menu; on Windows it is for the window.
  tray.on('click', () => {
    if (process.platform === 'win32') deps.openWindow();
  });
  nativeTheme.on('updated', update);
  update();
  return {
    update,
    end() {
      nativeTheme.off('updated', update);
      tray.destroy();
    },
  };
}

/** macOS colours a template itself; elsewhere the ground is the system's theme and a dot tells the state. */
function pictureName(picture: TrayState['picture']): string {
  if (process.platform === 'darwin') return `${picture}Template`;
  return `${picture}-dot-on-${nativeTheme.shouldUseDarkColors ? 'dark' : 'light'}`;
}
