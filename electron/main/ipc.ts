import { dialog, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from '../../shared/contract/window-channels.ts';
import type { Log } from '../core/kernel/index.ts';
import { gatherTopics, type Manager } from '../manager/index.ts';
import { isOurPage } from './addresses.ts';
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
  ipcMain.handle(CHANNELS.chooseFolder, async (event) => {
    check(event);
    const owner = window.current();
    if (owner === null) return null;
    const chosen = await dialog.showOpenDialog(owner, { properties: ['openDirectory', 'createDirectory'] });
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
  });
  const unsubscribe = gatherTopics(manager.onChange, (topics) => {
    for (const topic of topics) window.send(CHANNELS.changed, topic);
  });
  return () => {
    unsubscribe();
    ipcMain.removeHandler(CHANNELS.call);
    ipcMain.removeHandler(CHANNELS.chooseFolder);
  };
}
