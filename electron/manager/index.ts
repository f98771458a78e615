/**
 * The owner's side, composed: what the desktop shell and the headless host both start. Plain Node; knows neither
 * Electron nor a terminal.
 */
export { commandFile, listenForCommands } from './command-socket.ts';
export type { Dispatcher } from './dispatcher.ts';
export { findMediaTools, type MediaTools } from './ffmpeg.ts';
export { openKeychain, type Keychain } from './keychain.ts';
export { createKeyFile } from './key-file.ts';
export { openSecrets } from './open-secrets.ts';
export { systemScheduler, type Scheduler } from './scheduler.ts';
export type { Manager } from './manager.ts';
export { createManager } from './generations.ts';
export { healthProblem, serveBeside } from './serve-beside.ts';
