/**
 * `npm run dist [-- --dir] [-- --no-fuses] [-- --ad-hoc]`: packages for the system this runs on, in `dist/packages`;
 * `--ad-hoc` signs them by nobody (macOS), to try what a signed one does.
 *
 * Everything that is packed is pinned: Node by the SHA-256 in `node-runtime.json`, everything else by the lock file. What is
 * missing ends it with a sentence; no package is made without.
 */
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { build, Platform } from 'electron-builder';
import type { FeedAddress } from '../electron/main/updates/feed-address.ts';
import { bundledMedia, type Media } from './bundled-media.ts';
import { builderConfig, ENTITLEMENTS, type PackageOptions } from './electron-builder.ts';
import { ROOT } from './setup.js';
import { shipPackages } from './shipped-packages.ts';
import { signFeed } from './sign-feed.ts';
import { sealStage, signerOf } from './sign-nested.ts';
import { STAGE, stage } from './stage.ts';

const EXE = process.platform === 'win32' ? '.exe' : '';

/** Stage, seal and pack. */
export async function pack(
  options: PackageOptions & { readonly node: string; readonly media: readonly Media[]; readonly onlyFolder: boolean },
): Promise<string[]> {
  const packages = join(options.stage, 'packages');
  const runtime = join(options.stage, 'runtime');
  const resources = join(options.stage, 'app', 'resources');
  await stage(options.stage, options.node);
  shipPackages(packages);
  mkdirSync(join(runtime, 'licences'), { recursive: true });
  copyFileSync(licenceOfNode(options.node), join(runtime, 'licences', 'node.txt'));
  for (const { name, program, licence } of options.media) {
    copyFileSync(program, join(runtime, 'bin', `${name}${EXE}`));
    writeFileSync(join(runtime, 'licences', `${name}.txt`), licence);
  }
  if (options.feed !== null) writeFileSync(join(resources, 'update-feed.json'), JSON.stringify(options.feed));
  const targets = Platform.current().createTarget(options.onlyFolder ? ['dir'] : []);
  const config = builderConfig(options);
  const beforePack: typeof config.beforePack = async (context) =>
    sealStage(options.stage, process.platform, await signerOf(context, ENTITLEMENTS));
  return build({ targets, config: { ...config, beforePack }, publish: 'never' });
}

/** Every archive and package of Node has it: beside the program on Windows, else above its folder. */
function licenceOfNode(node: string): string {
  const folder = dirname(realpathSync(node));
  const licence = join(process.platform === 'win32' ? folder : dirname(folder), 'LICENSE');
  if (!existsSync(licence)) throw new Error(`${licence} is not there: Node is not packed without its licence.`);
  return licence;
}

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

/**
 * `HOLDFAST_UPDATE_FEED`, the folder updates are fetched from, and `HOLDFAST_UPDATE_KEY`, the file of the Ed25519 key that
 * signs them. Neither: an app that looks nowhere.
 */
function updatesFrom(env: NodeJS.ProcessEnv): { readonly feed: FeedAddress; readonly privateKey: string } | null {
  const { HOLDFAST_UPDATE_FEED: url, HOLDFAST_UPDATE_KEY: keyFile } = env;
  if (url === undefined) return null;
  if (keyFile === undefined) throw new Error('HOLDFAST_UPDATE_KEY must name the file of the key that signs updates.');
  const privateKey = readFileSync(keyFile, 'utf8');
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return { feed: { url, publicKey }, privateKey };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      'no-fuses': { type: 'boolean', default: false },
      'ad-hoc': { type: 'boolean', default: false },
    },
  });
  try {
    const output = join(ROOT, 'dist', 'packages');
    const updates = updatesFrom(process.env);
    const made = await pack({
      stage: STAGE,
      electronDist: null,
      hasFuses: !values['no-fuses'],
      isSignedAdHoc: values['ad-hoc'],
      feed: updates?.feed ?? null,
      output,
      node: await pinnedNode(),
      media: bundledMedia(),
      onlyFolder: values.dir,
    });
    if (updates !== null && !values.dir) signFeed(output, updates.privateKey);
    for (const path of made) console.log(path);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    rmSync(join(STAGE, 'packages'), { recursive: true, force: true });
  }
}
