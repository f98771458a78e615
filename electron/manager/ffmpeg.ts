import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { programFolder } from './program-folder.ts';

const ENDING = process.platform === 'win32' ? '.exe' : '';

/** Paths of the two programs, or null where there is none. Found once at start: the environment cannot swap them later. */
export type MediaTools = { readonly ffmpeg: string | null; readonly ffprobe: string | null };

/**
 * Find ffmpeg and ffprobe: what the owner gave, else the bundled ones, else the system's (STACK 4).
 *
 * @param given path of ffmpeg from `--ffmpeg`; ffprobe is looked for beside it first.
 */
export function findMediaTools(given: string | null, path: string = process.env['PATH'] ?? ''): MediaTools {
  const program = programFolder();
  const inPackage = (name: string) => join(program, 'bin', `${name}${ENDING}`);
  const modules = join(program, 'node_modules');
  const bundledProbe = join(modules, '@ffprobe-installer', `${process.platform}-${process.arch}`, `ffprobe${ENDING}`);
  const onPath = (name: string) => path.split(delimiter).map((folder) => join(folder, `${name}${ENDING}`));
  const beside = given === null ? [] : [join(given, '..', `ffprobe${ENDING}`)];
  return {
    ffmpeg:
      given !== null
        ? firstRunnable([given])
        : firstRunnable([inPackage('ffmpeg'), join(modules, 'ffmpeg-static', `ffmpeg${ENDING}`), ...onPath('ffmpeg')]),
    ffprobe: firstRunnable([...beside, inPackage('ffprobe'), bundledProbe, ...onPath('ffprobe')]),
  };
}

function firstRunnable(candidates: readonly string[]): string | null {
  return candidates.find((path) => existsSync(path) && isRunnable(path)) ?? null;
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // a package unpacked without its scripts leaves the program without the right to run
  }
}
