import { readFileSync } from 'node:fs';

/**
 * The real preload as a script for a page, with `electron` as a sandboxed preload has it. Electron runs it in a world of
 * its own and copies what it exposes; here it shares the page's world, and what it was given is out of the page's reach.
 */
export function preloadScript(file: string): string {
  return `(() => {
  if (location.href === 'about:blank') return;
  const toApp = window.__toApp;
  delete window.__toApp;
  const listeners = new Map();
  const fromApp = (channel, args) => { for (const listener of listeners.get(channel) ?? []) listener({}, ...args); };
  Object.defineProperty(window, '__fromApp', { value: fromApp });
  const copy = (value) => {
    if (typeof value === 'function') return (...args) => value(...args);
    if (value === null || typeof value !== 'object') return value;
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copy(part)])));
  };
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: copy(api), enumerable: true }),
    },
    ipcRenderer: {
      invoke: (channel, ...args) => toApp(channel, args),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      off: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)),
    },
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload cannot require ' + name);
    return electron;
  };
  const module = { exports: {} };
  (function (require, module, exports) {
${readFileSync(file, 'utf8')}
  })(require, module, module.exports);
})();`;
}
