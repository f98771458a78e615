import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from './api-error.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

type StaticFile = {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer | null;
  readonly etag: string;
  readonly immutable: boolean;
};

/**
 * The built player, read into memory once: a few hundred kilobytes, and no request ever names a file on disk (MED-15).
 * Unknown paths without an ending get the start page, because the player's addresses are made in the browser.
 *
 * @param folder what `npm run build` made; may be missing, then the start page says so.
 */
export function createStaticShell(folder: string) {
  const files = new Map<string, StaticFile>();
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.gz')) continue;
      const path = join(entry.parentPath, entry.name);
      const plain = readFileSync(path);
      files.set(`/${relative(folder, path).split(sep).join('/')}`, {
        type: TYPES[extname(entry.name)] ?? 'application/octet-stream',
        plain,
        gzip: existsSync(`${path}.gz`) ? readFileSync(`${path}.gz`) : null,
        etag: `"${createHash('sha256').update(plain).digest('hex').slice(0, 32)}"`,
        // Vite puts what has its hash in its name here.
        immutable: path.includes(`${sep}assets${sep}`),
      });
    }
  }

  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0]!;
    const isApi = path.startsWith('/api/') || path.startsWith('/media/');
    const file = files.get(path) ?? (isApi || extname(path) !== '' ? undefined : files.get('/index.html'));
    if (!file) throw notFound();
    void reply
      .type(file.type)
      .header('etag', file.etag)
      .header('vary', 'accept-encoding')
      .header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (file.gzip && takesGzip) return reply.header('content-encoding', 'gzip').send(file.gzip);
    return reply.send(file.plain);
  };
}
