import { expect, test } from '@playwright/test';
import { extractFile, listPackage } from '@electron/asar';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { builderConfig } from '../../build/electron-builder.ts';
import { burntFuses, packedProgram } from '../../build/fuses.ts';
import { pack, pinnedNode } from '../../build/package.ts';
import { makeManifest } from '../../electron/main/own-files.ts';
import { ROOT, runtimeNode } from '../../build/setup.js';
import { makeFolder } from '../fixtures/house.ts';

/** Without Electron, Node and ffmpeg, which are some 300 MB. */
const OWN_SIZE_LIMIT_BYTES = 40_000_000;

test('DSK-03, DSK-07, UPD-10: the package holds what runs, nothing else, and starts from its own files', async () => {
  test.skip(
    process.platform !== 'linux',
    'the stand-in for Electron is a Linux one; elsewhere desktop.yml packs for real',
  );
  test.slow();
  const folder = makeFolder();
  try {
    const licence = 'GNU General Public License';
    const tool = join(folder, 'tool');
    writeFileSync(tool, '#!/bin/sh\n', { mode: 0o755 });
    const feed = { url: 'https://updates.example/', publicKey: '-----BEGIN PUBLIC KEY-----' };
    await pack({
      stage: join(folder, 'stage'), // packed with stand-ins: not for other tests
      electronDist: standInElectron(folder),
      hasFuses: true,
      feed,
      output: join(folder, 'packages'),
      node: runtimeNode(ROOT),
      media: [
        { name: 'ffmpeg', program: tool, licence },
        { name: 'ffprobe', program: tool, licence },
      ],
      onlyFolder: true,
    });
    const resources = join(folder, 'packages', 'linux-unpacked', 'resources');
    const { electronFuses } = builderConfig({ stage: '', electronDist: null, hasFuses: true, feed: null, output: '' });
    const { resetAdHocDarwinSignature: _, ...wanted } = electronFuses ?? {};
    expect(await burntFuses(packedProgram(join(folder, 'packages'))), 'DSK-07, in the program itself').toEqual(wanted);
    const asar = listPackage(join(resources, 'app.asar'), { isPack: false });

    expect(asar).toContain('/electron/main/index.js');
    expect(asar).toContain('/electron/preload/index.cjs');
    expect(asar).toContain('/resources/web/manager/index.html');
    expect(asar).toContain('/resources/icons/tray/running-dot-on-dark@2x.png');
    expect(asar.filter((path) => /node_modules\/|\.test\.|\.ts$|\.map$|fakes/.test(path))).toEqual([]);

    // Node, ffmpeg and their licences, and a list of hashes of all of it in the asar: one byte more and nothing starts.
    const runtime = join(resources, 'runtime');
    for (const path of [
      'bin/node',
      'bin/ffmpeg',
      'bin/ffprobe',
      'licences/node.txt',
      'licences/ffmpeg.txt',
      'licences/ffprobe.txt',
      'licences/third-party.txt',
      'LICENSE',
    ])
      expect(statSync(join(runtime, path)).size, path).toBeGreaterThan(0);
    const notices = readFileSync(join(runtime, 'licences', 'third-party.txt'), 'utf8');
    for (const name of ['react', 'fastify', 'hls.js', 'zustand', 'better-sqlite3', 'electron-updater'])
      expect(notices, name).toMatch(new RegExp(`^${name.replace('.', '\\.')} [0-9.]+ \\(`, 'm'));
    expect(statSync(join(runtime, 'bin', 'ffmpeg')).mode & 0o111, 'ffmpeg can be run').not.toBe(0);
    const inAsar = (path: string): unknown => JSON.parse(extractFile(join(resources, 'app.asar'), path).toString());
    expect(inAsar('resources/runtime.json')).toEqual(await makeManifest(runtime));
    expect(inAsar('resources/node_modules.json')).toEqual(await makeManifest(join(resources, 'node_modules')));
    expect(inAsar('resources/update-feed.json')).toEqual(feed);

    const packages = readdirSync(join(resources, 'node_modules'), { recursive: true }).map(String);
    expect(packages.filter((path) => path.endsWith('.node')).length, 'SQLite, argon2, keychain').toBe(3);
    const size = sizeOf(resources) - statSync(join(resources, 'runtime', 'bin', 'node')).size;
    expect(size, `${size} bytes`).toBeLessThan(OWN_SIZE_LIMIT_BYTES);

    // The command line of the package itself: its own Node, its own bundle, its own native code.
    const program = join(resources, 'runtime', 'electron', 'headless', 'holdfast.js');
    const run = spawnSync(join(resources, 'runtime', 'bin', 'node'), [program, '--version'], { encoding: 'utf8' });
    expect(run.stdout.trim()).toBe(
      (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version,
    );
    const native = `for (const name of ['better-sqlite3', '@node-rs/argon2', 'keytar', '@zxcvbn-ts/language-common/src/passwords.json']) require(name)`;
    const load = spawnSync(join(resources, 'runtime', 'bin', 'node'), ['-e', native], {
      cwd: join(resources, 'runtime'),
    });
    expect(String(load.stderr)).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a package is not made with a Node nobody pinned', async () => {
  await expect(pinnedNode('plan9-x64')).rejects.toThrow('names no Node for plan9-x64');
  const { archives } = JSON.parse(readFileSync(join(ROOT, 'build', 'node-runtime.json'), 'utf8')) as {
    archives: Record<string, { sha256: string }>;
  };
  const pins = Object.values(archives).map(({ sha256 }) => sha256);
  for (const sha256 of pins) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(pins).size, 'each system has its own').toBe(pins.length);
});

/** What electron-builder needs to find of Electron. */
function standInElectron(folder: string): string {
  const dist = join(folder, 'electron');
  mkdirSync(join(dist, 'resources'), { recursive: true });
  for (const name of ['electron', 'version', 'LICENSE', 'LICENSES.chromium.html'])
    writeFileSync(join(dist, name), '#!/bin/sh\n');
  // Where a real one has its fuses: the mark, version 1, how many, and each with the other state than ours.
  const wire = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 8]),
    Buffer.from('10110010'),
  ]);
  appendFileSync(join(dist, 'electron'), wire);
  chmodSync(join(dist, 'electron'), 0o755);
  return dist;
}

function sizeOf(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
