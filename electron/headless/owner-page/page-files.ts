import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'resources', 'web', 'manager');
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
 * @returns the file at a path; the window itself for every path that names no file, because its pages have addresses of
 *   their own; null when there is no such file.
 */
export function readPageFiles(): (path: string) => PageFile | null {
  const files = new Map<string, PageFile>();
  const entries = existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(FOLDER, path).split(sep).join('/')}`, { type, body: readFileSync(path) });
  }
  return (path) => files.get(extname(path) === '' ? '/index.html' : path) ?? null;
}
