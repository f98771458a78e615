/**
 * What the window gets of the app around it: the Bridge, and nothing else. Runs sandboxed, so it is one CommonJS file
 * without imports at run time but `electron`.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, Topic, TransportFailure } from '../../shared/contract/bridge.ts';
import type { Answer, MethodName } from '../../shared/contract/index.ts';
import { CHANNELS } from '../../shared/contract/window-channels.ts';

const UNREACHABLE: TransportFailure = {
  ok: false,
  failure: { code: 'unreachable', message: 'Holdfast does not answer. Close this window and open it again.' },
};

const bridge: Bridge = {
  call: async <N extends MethodName>(method: N, input: unknown) => {
    try {
      return (await ipcRenderer.invoke(CHANNELS.call, method, input)) as Answer<N>;
    } catch {
      return UNREACHABLE; // the app around the page is ending; its log knows more
    }
  },
  onChange(listener) {
    const heard = (_event: unknown, topic: Topic) => listener(topic);
    ipcRenderer.on(CHANNELS.changed, heard);
    return () => {
      ipcRenderer.off(CHANNELS.changed, heard);
    };
  },
  shell: {
    chooseFolder: () => ipcRenderer.invoke(CHANNELS.chooseFolder) as Promise<string | null>,
    chooseBackup: () => ipcRenderer.invoke(CHANNELS.chooseBackup) as Promise<string | null>,
    startsAtLogin: () => ipcRenderer.invoke(CHANNELS.startsAtLogin) as Promise<boolean | null>,
    startAtLogin: (isOn) => ipcRenderer.invoke(CHANNELS.startAtLogin, isOn) as Promise<void>,
  },
};

contextBridge.exposeInMainWorld('holdfast', bridge);
