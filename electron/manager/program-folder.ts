import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/**
 * Where the files lie that our processes run and read: the checkout, or in a package the folder `runtime` beside the asar,
 * which plain Node cannot look into. Both have the same layout below.
 *
 * @param own the root of what this module was loaded from.
 */
export const programFolder = (own: string = join(import.meta.dirname, '..', '..')): string =>
  basename(own) === 'app.asar' ? join(dirname(own), 'runtime') : own;

/** A file that another process or thread of ours starts with: a source in the checkout, a bundle in a package. */
export const entryFile = (folder: string, name: string): string =>
  join(programFolder(), 'electron', folder, `${name}${extname(import.meta.filename)}`);

/** The Node that came with Holdfast, or null where there is none: no process of ours runs inside Electron. */
export function bundledNode(program: string = programFolder(), platform = process.platform): string | null {
  const ending = platform === 'win32' ? '.exe' : '';
  const places = [join(program, 'bin', `node${ending}`), join(program, 'node_modules', '.bin', 'node')];
  return places.find((path) => existsSync(path)) ?? null;
}
