import { dialog, ipcMain, type IpcMainInvokeEvent, type OpenDialogOptions } from 'electron';
import type { ShellAnswer } from '../../shared/contract/bridge.ts';
import { CHANNELS } from '../../shared/contract/window-channels.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Log } from '../core/kernel/index.ts';
import { gatherTopics, type Manager } from '../manager/index.ts';
import { isOurPage } from './addresses.ts';
import type { LoginSwitch } from './login-switch.ts';
import type { OwnersWindow } from './window.ts';

/**
 * The contract over Electron IPC. Who sends is looked at on every call: the window's own main frame, showing our own page,
 * and nobody else (DSK-06). What is sent is parsed by the dispatcher.
 *
 * @returns what ends it.
 */
export function openIpc(deps: {
  readonly manager: Pick<Manager, 'dispatcher' | 'onChange'>;
  readonly window: Pick<OwnersWindow, 'isOurs' | 'send' | 'current'>;
  /** Null where the system has no such thing. */
  readonly opensAtLogin: LoginSwitch | null;
  readonly log: Log;
}): () => void {
  const { manager, window, log } = deps;
  const check = (event: IpcMainInvokeEvent): void => {
    const frame = event.senderFrame;
    // A frame that navigated away meanwhile is null, and one within the page is not the page.
    const isOurs = frame !== null && frame.parent === null && isOurPage(frame.url) && window.isOurs(event.sender);
    if (isOurs) return;
    log.warn('ipc.sender-refused', { hasFrame: frame !== null });
    throw new Error('This page may not call Holdfast.');
  };
  ipcMain.handle(CHANNELS.call, (event, method: unknown, input: unknown) => {
    check(event);
    return manager.dispatcher.call(String(method), input, 'owner:window');
  });
  const choose = async (event: IpcMainInvokeEvent, options: OpenDialogOptions): Promise<ShellAnswer<string | null>> => {
    check(event);
    const owner = window.current();
    if (owner === null) return ok(null);
    try {
      const chosen = await dialog.showOpenDialog(owner, options);
      return ok(chosen.canceled ? null : (chosen.filePaths[0] ?? null));
    } catch (error) {
      // On Linux it is another program's, which may not be there or may have died.
      log.warn('ipc.dialog-not-shown', { error });
      return fail('not-done', 'The dialog of this computer could not be opened. Type the path instead.');
    }
  };
  ipcMain.handle(CHANNELS.chooseFolder, (event) => choose(event, { properties: ['openDirectory', 'createDirectory'] }));
  ipcMain.handle(CHANNELS.chooseBackup, (event) =>
    choose(event, {
      properties: ['openFile'],
      filters: [{ name: 'Holdfast backups', extensions: ['age'] }],
    }),
  );
  ipcMain.handle(CHANNELS.startsAtLogin, (event) => {
    check(event);
    return deps.opensAtLogin?.isOn() ?? ok(null);
  });
  ipcMain.handle(CHANNELS.startAtLogin, (event, isOn: unknown) => {
    check(event);
    return (
      deps.opensAtLogin?.turn(isOn === true) ?? fail('not-done', 'Only an installed Holdfast can start by itself.')
    );
  });
  const unsubscribe = gatherTopics(manager.onChange, (topics) => {
    for (const topic of topics) window.send(CHANNELS.changed, topic);
  });
  return () => {
    unsubscribe();
    for (const channel of [
      CHANNELS.call,
      CHANNELS.chooseFolder,
      CHANNELS.chooseBackup,
      CHANNELS.startsAtLogin,
      CHANNELS.startAtLogin,
    ])
      ipcMain.removeHandler(channel);
  };
}
