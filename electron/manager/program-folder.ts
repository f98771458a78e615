import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/**
 * Where the files lie that our processes run and read: the checkout, or in a package the folder `runtime`. The app's own
 * part lies beside it in an asar, which plain Node cannot look into. All three have the same layout below.
 *
 * @param module the file this module was loaded from: a source in the checkout, a bundle in a package.
 */
export function programFolder(module: string = import.meta.filename): string {
  const root = join(dirname(module), '..', '..');
  return extname(module) === '.ts' || basename(root) === 'runtime' ? root : join(dirname(root), 'runtime');
}

/** A file that another process or thread of ours starts with. */
export const entryFile = (folder: string, name: string): string =>
  join(programFolder(), 'electron', folder, `${name}${extname(import.meta.filename)}`);

/** The Node that came with Holdfast, or null where there is none: no process of ours runs inside Electron. */
export function bundledNode(program: string = programFolder(), platform = process.platform): string | null {
  const ending = platform === 'win32' ? '.exe' : '';
  const path = join(program, 'bin', `node${ending}`);
  return existsSync(path) ? path : null;
}
