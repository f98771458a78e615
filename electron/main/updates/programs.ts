import { execFile, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makePrivateFolder, syncFolder } from '../../core/kernel/index.ts';
import type { Programs } from './update.ts';

/** Unpacking or checking takes as long as the disk needs; what hangs must not be there for ever, unseen. */
const TOOL_DEADLINE_MS = 10 * 60_000;

const execute = promisify(execFile);
/** @throws when the tool fails, or takes longer than anybody would wait. */
const run = (tool: string, args: readonly string[]) => execute(tool, args, { timeout: TOOL_DEADLINE_MS });

export type SystemPrograms = Omit<Programs, 'isSigned'> & {
  /** The last thing before the process ends. @param startsAgain what is in place now begins after it. */
  readonly beginNext: (startsAgain: boolean) => void;
};

export type Relaunch = (options?: { readonly execPath?: string; readonly args?: string[] }) => void;

/**
 * How programs are put in place on the system this runs on, and the old one back.
 *
 * @param kept a folder of ours, for the program that runs.
 * @returns null where Holdfast does not update itself: it came with the system's packages, or is not packed at all.
 */
export function systemPrograms(kept: string, relaunch: Relaunch): SystemPrograms | null {
  if (process.platform === 'linux') {
    // Named by its runtime; a package of the system's has none, and is the system's to update.
    const file = process.env['APPIMAGE'];
    return file === undefined || !mayReplace(file) ? null : appImage(file, kept, relaunch);
  }
  if (process.platform === 'darwin') {
    const bundle = dirname(dirname(dirname(process.execPath)));
    return bundle.endsWith('.app') ? macBundle(bundle, kept, relaunch) : null;
  }
  const local = process.platform === 'win32' ? process.env['LOCALAPPDATA'] : undefined;
  if (local === undefined) return null;
  return windowsInstaller(join(local, 'holdfast-updater', 'installer.exe'), kept, relaunch);
}

/** Beside it the new one is written first. */
function mayReplace(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    return true;
  } catch {
    return false; // it lies where somebody else put it, who updates it too
  }
}

/** One file, which may be replaced while it runs: it stays mounted until its process ends. */
export function appImage(file: string, kept: string, relaunch: Relaunch): SystemPrograms {
  const own = join(kept, 'Holdfast.AppImage');
  const place = (from: string, to: string) => {
    const beside = `${to}.new`;
    try {
      copyFileSync(from, beside);
      chmodSync(beside, 0o755);
      renameSync(beside, to);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    syncFolder(dirname(to));
  };
  return {
    async keepOwn() {
      makePrivateFolder(kept);
      place(file, own);
    },
    install: async (update) => place(update, file),
    putBack: async () => place(own, file),
    beginNext(startsAgain) {
      if (startsAgain) relaunch({ execPath: file, args: process.argv.slice(1) });
    },
  };
}

/**
 * A folder, which may be renamed while its program runs. What is put in its place has to satisfy the very requirement that
 * the running one was signed with; macOS itself looks again when it starts.
 */
export function macBundle(bundle: string, kept: string, relaunch: Relaunch): SystemPrograms {
  const own = join(kept, 'Holdfast.app');
  /** Signed by whom the running program is. @throws when it is not. */
  const check = async (candidate: string) => {
    const { stdout } = await run('codesign', ['--display', '--requirements', '-', bundle]);
    const requirement = /^designated => (.+)$/m.exec(stdout)?.[1];
    if (requirement === undefined) throw new Error('This Holdfast is not signed, so it cannot tell its own.');
    await run('codesign', ['--verify', '--deep', '--strict', `-R=${requirement}`, candidate]);
  };
  /** @param fill puts a bundle into a folder beside ours, so that taking its place is one rename. */
  const replace = async (fill: (folder: string) => Promise<void>) => {
    const beside = mkdtempSync(join(dirname(bundle), '.holdfast-'));
    try {
      await fill(beside);
      const made = readdirSync(beside).find((name) => name.endsWith('.app'));
      if (made === undefined) throw new Error('There is no app in the update.');
      await check(join(beside, made));
      const aside = join(beside, `${basename(bundle)}.old`);
      renameSync(bundle, aside);
      try {
        renameSync(join(beside, made), bundle);
      } catch (error) {
        renameSync(aside, bundle);
        throw error;
      }
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  };
  return {
    async keepOwn() {
      makePrivateFolder(kept);
      rmSync(own, { recursive: true, force: true });
      cpSync(bundle, own, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    },
    install: (update) => replace(async (folder) => void (await run('ditto', ['-x', '-k', update, folder]))),
    putBack: () => replace(async (folder) => void (await run('ditto', [own, join(folder, 'Holdfast.app')]))),
    beginNext(startsAgain) {
      if (startsAgain) relaunch();
    },
  };
}

/**
 * A program that runs cannot be replaced on Windows: its installer does that, once we are gone. The installer of the
 * program that runs is the one electron-builder's left when it ran (`APP_INSTALLER_STORE_FILE`).
 */
export function windowsInstaller(left: string, kept: string, relaunch: Relaunch): SystemPrograms {
  const own = join(kept, 'holdfast-setup.exe');
  let next: string | null = null;
  return {
    async keepOwn() {
      if (!existsSync(left)) throw new Error('The installer of this Holdfast is no longer on this computer.');
      makePrivateFolder(kept);
      copyFileSync(left, own);
    },
    async install(update) {
      next = update;
    },
    async putBack() {
      if (!existsSync(own)) throw new Error('The installer of the Holdfast before is no longer on this computer.');
      next = own;
    },
    beginNext(startsAgain) {
      // As electron-updater's NsisUpdater starts it: silent, over the one that is there.
      const flags = ['--updated', '/S', ...(startsAgain ? ['--force-run'] : [])];
      if (next !== null) spawn(next, flags, { detached: true, stdio: 'ignore' }).unref();
      else if (startsAgain) relaunch();
    },
  };
}
