/**
 * `npm run dist [-- --dir] [-- --no-fuses]`: packages for the system this runs on, in `dist/packages`.
 *
 * Everything that is packed is pinned: Node by the SHA-256 in `node-runtime.json`, everything else by the lock file. What is
 * missing ends it with a sentence; no package is made without.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { build, Platform } from 'electron-builder';
import { makeManifest } from '../electron/main/own-files.ts';
import { builderConfig, type PackageOptions } from './electron-builder.ts';
import { ROOT } from './setup.js';
import { shipPackages } from './shipped-packages.ts';
import { STAGE, stage } from './stage.ts';

const EXE = process.platform === 'win32' ? '.exe' : '';

/** Pack what the stage will hold. @param media folder-relative names and where each program and licence comes from. */
export async function pack(
  options: PackageOptions & { readonly node: string; readonly media: readonly Media[]; readonly onlyFolder: boolean },
): Promise<string[]> {
  await stage(STAGE, options.node);
  shipPackages(join(STAGE, 'packages'));
  const runtime = join(STAGE, 'runtime');
  for (const { name, program, licence } of options.media) {
    copyFileSync(program, join(runtime, 'bin', `${name}${EXE}`));
    mkdirSync(join(runtime, 'licences'), { recursive: true });
    copyFileSync(licence, join(runtime, 'licences', `${name}.txt`));
  }
  const lists = { runtime, node_modules: join(STAGE, 'packages') };
  for (const [name, folder] of Object.entries(lists)) {
    const file = join(STAGE, 'app', 'resources', `${name}.json`);
    writeFileSync(file, `${JSON.stringify(await makeManifest(folder))}\n`);
  }
  const targets = Platform.current().createTarget(options.onlyFolder ? ['dir'] : []);
  return build({ targets, config: builderConfig(options), publish: 'never' });
}

export type Media = { readonly name: 'ffmpeg' | 'ffprobe'; readonly program: string; readonly licence: string };

/** The pinned Node runtime of a system, unpacked in a temporary folder. @throws with what to do. */
export async function pinnedNode(system = `${process.platform}-${process.arch}`): Promise<string> {
  const pins = JSON.parse(readFileSync(join(ROOT, 'build', 'node-runtime.json'), 'utf8')) as {
    from: string;
    archives: Record<string, { file: string; sha256: string }>;
  };
  const pin = pins.archives[system];
  if (pin === undefined) throw new Error(`build/node-runtime.json names no Node for ${system}.`);
  const response = await fetch(`${pins.from}${pin.file}`);
  if (!response.ok) throw new Error(`${pins.from}${pin.file} answered ${response.status}.`);
  const archive = Buffer.from(await response.arrayBuffer());
  const found = createHash('sha256').update(archive).digest('hex');
  if (found !== pin.sha256) throw new Error(`${pin.file} is not what was pinned: it has the SHA-256 ${found}.`);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-node-'));
  const file = join(folder, pin.file);
  writeFileSync(file, archive);
  // Windows' own tar reads zip files too.
  const run = spawnSync('tar', ['-xf', file, '-C', folder], { stdio: 'inherit' });
  if (run.status !== 0) throw new Error(`${pin.file} could not be unpacked.`);
  const name = pin.file.replace(/\.(tar\.gz|zip)$/, '');
  return process.platform === 'win32' ? join(folder, name, 'node.exe') : join(folder, name, 'bin', 'node');
}

/** ffmpeg and ffprobe from the packages the lock file pins. @throws with what to do. */
function bundledMedia(): Media[] {
  const modules = join(ROOT, 'node_modules');
  const ffprobe = join(modules, '@ffprobe-installer', `${process.platform}-${process.arch}`);
  const media: Media[] = [
    {
      name: 'ffmpeg',
      program: join(modules, 'ffmpeg-static', `ffmpeg${EXE}`),
      licence: join(modules, 'ffmpeg-static', 'LICENSE'),
    },
    { name: 'ffprobe', program: join(ffprobe, `ffprobe${EXE}`), licence: join(modules, 'ffmpeg-static', 'LICENSE') },
  ];
  for (const { program, licence } of media)
    for (const path of [program, licence])
      if (!existsSync(path)) throw new Error(`${path} is not there: run npm run setup with a way to the internet.`);
  return media;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { dir: { type: 'boolean', default: false }, 'no-fuses': { type: 'boolean', default: false } },
  });
  try {
    const made = await pack({
      electronDist: null,
      hasFuses: !values['no-fuses'],
      feed: process.env['HOLDFAST_UPDATE_FEED'] ?? null,
      output: join(ROOT, 'dist', 'packages'),
      node: await pinnedNode(),
      media: bundledMedia(),
      onlyFolder: values.dir,
    });
    for (const path of made) console.log(path);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    rmSync(join(STAGE, 'packages'), { recursive: true, force: true });
  }
}
