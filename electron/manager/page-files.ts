import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type PageFile = { readonly type: string; readonly body: Buffer };

/**
 * The built window, read once.
 *
 * @param root what lies above `resources`: of the program, or of the app's own part of a package.
 * @returns the file at a path; the window itself for every path that names no file, because its pages have addresses of
 *   their own; null when there is no such file.
 */
export function readPageFiles(root: string): (path: string) => PageFile | null {
  const folder = join(root, 'resources', 'web', 'manager');
  const files = new Map<string, PageFile>();
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { type, body: readFileSync(path) });
  }
  return (path) => files.get(extname(path) === '' ? '/index.html' : path) ?? null;
}
