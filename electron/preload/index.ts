/**
 * What the window gets of the app around it: the Bridge, and nothing else. Runs sandboxed, so it is one CommonJS file
 * without imports at run time but `electron`.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, ShellAnswer, Topic, TransportFailure } from '../../shared/contract/bridge.ts';
import type { Answer, MethodName } from '../../shared/contract/index.ts';
import { CHANNELS } from '../../shared/contract/window-channels.ts';

const UNREACHABLE: TransportFailure = {
  ok: false,
  failure: { code: 'unreachable', message: 'Holdfast does not answer. Close this window and open it again.' },
};

const NOT_DONE: ShellAnswer<never> = {
  ok: false,
  failure: { code: 'not-done', message: UNREACHABLE.failure.message },
};

const ask = async <T>(channel: string, ...args: readonly unknown[]): Promise<ShellAnswer<T>> => {
  try {
    return (await ipcRenderer.invoke(channel, ...args)) as ShellAnswer<T>;
  } catch {
    return NOT_DONE; // as below
  }
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
    chooseFolder: () => ask(CHANNELS.chooseFolder),
    chooseBackup: () => ask(CHANNELS.chooseBackup),
    startsAtLogin: () => ask(CHANNELS.startsAtLogin),
    startAtLogin: (isOn) => ask(CHANNELS.startAtLogin, isOn),
  },
};

contextBridge.exposeInMainWorld('holdfast', bridge);
