/**
 * The owner's side, composed: what the desktop shell and the headless host both start. Plain Node; knows neither
 * Electron nor a terminal.
 */
export { commandFile, listenForCommands } from './command-socket.ts';
export type { Dispatcher } from './dispatcher.ts';
export { findMediaTools, type MediaTools } from './ffmpeg.ts';
export { keysHome, openKeys, openManagerLog } from './host.ts';
export { openKeychain, type Keychain } from './keychain.ts';
export { createKeyFile } from './key-file.ts';
export { lastRefusal } from './last-refusal.ts';
export { readPageFiles } from './page-files.ts';
export { gatherTopics } from './gather-topics.ts';
export { lookAtSecrets, openSecrets } from './open-secrets.ts';
export { addressToAsk } from './probing.ts';
export { bundledNode, programFolder } from './program-folder.ts';
export { createSystemScheduler, type Scheduler, type SystemScheduler } from './scheduler.ts';
export type { Manager } from './manager.ts';
export { createManager } from './generations.ts';
export { healthProblem, serveBeside } from './serve-beside.ts';
