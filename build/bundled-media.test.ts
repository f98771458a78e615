import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { bundledMedia } from './bundled-media.ts';
import { ROOT } from './setup.js';

/** Packages as the lock file has them for a system. */
function modulesOf(t: TestContext, system: string, licence: string): string {
  const modules = mkdtempSync(join(tmpdir(), 'holdfast-media-'));
  t.after(() => rmSync(modules, { recursive: true, force: true }));
  const exe = system.startsWith('win32') ? '.exe' : '';
  const write = (path: string, text: string) => {
    mkdirSync(join(modules, path, '..'), { recursive: true });
    writeFileSync(join(modules, path), text);
  };
  const manifest = (license: string) =>
    JSON.stringify({ version: '5.0.1', license, homepage: 'https://builder.example/' });
  write(`ffmpeg-static/ffmpeg${exe}`, 'program');
  write('ffmpeg-static/LICENSE', 'GNU GENERAL PUBLIC LICENSE');
  write('ffmpeg-static/package.json', manifest('GPL-3.0-or-later'));
  write(`@ffprobe-installer/${system}/ffprobe${exe}`, 'program');
  write(`@ffprobe-installer/${system}/package.json`, manifest(licence));
  return modules;
}

test('each program comes with the licence it stands under, by whoever built it', (t) => {
  const [ffmpeg, ffprobe] = bundledMedia(modulesOf(t, 'darwin-arm64', 'LGPL-2.1'), 'darwin', 'arm64');
  assert.match(ffmpeg?.licence ?? '', /^ffmpeg of .* GPL-3\.0-or-later:\s+GNU GENERAL PUBLIC LICENSE/);
  assert.match(
    ffprobe?.licence ?? '',
    /^ffprobe of .*builder\.example.* LGPL-2\.1:\s+GNU LESSER GENERAL PUBLIC LICENSE/,
  );
  const windows = bundledMedia(modulesOf(t, 'win32-x64', 'GPL-3.0'), 'win32', 'x64');
  assert.deepEqual(
    windows.map(({ program }) => program.endsWith('.exe')),
    [true, true],
  );
});

test('what is missing, or stands under a licence whose text we do not have, is not packed', (t) => {
  assert.throws(
    () => bundledMedia(modulesOf(t, 'linux-x64', 'GPL-3.0'), 'linux', 'arm64'),
    /is not there: run npm run setup/,
  );
  assert.throws(
    () => bundledMedia(modulesOf(t, 'linux-x64', 'Nobody-1.0'), 'linux', 'x64'),
    /stands under Nobody-1\.0/,
  );
});

test('every ffprobe the lock file pins has a licence we know', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string }>;
  };
  const pinned = Object.entries(packages).filter(([path]) => /@ffprobe-installer\/(darwin|linux|win32)-/.test(path));
  assert.ok(pinned.length > 4);
  for (const [path, { license }] of pinned) assert.match(license ?? '', /^(GPL-3\.0|LGPL-2\.1)$/, path);
});
