/**
 * `npm run stage [-- <folder>]`: the app as a package holds it, in `dist/stage` or elsewhere in this checkout (it finds our
 * packages by its place), from sources to what runs.
 *
 * `app/` becomes the asar: shell, preload, page, icons. `runtime/` lies beside it, because plain Node cannot look into an
 * asar: server, worker, command line and vault thread as one file each, the player, Node and ffmpeg. `app` holds the hashes
 * of `runtime`.
 */
import { spawnSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { makeManifest } from '../electron/main/own-files.ts';
import { ROOT, runtimeNode } from './setup.js';
import { packagesOf, thirdPartyNotices, webPackages } from './third-party.ts';

export const STAGE = join(ROOT, 'dist', 'stage');
/** Native code, and what is found by its place in node_modules; these are shipped as packages. */
export const SHIPPED_PACKAGES = ['better-sqlite3', '@node-rs/argon2', 'keytar', '@zxcvbn-ts/language-common'];
/** Each becomes one file without imports of ours, with the same place below its root as its source. */
const ENTRIES = {
  runtime: ['server/index', 'worker/index', 'headless/holdfast', 'manager/vault-entry', 'manager/integrity-entry'],
  app: ['main/index'],
} as const;
/** What the app needs of `resources`. */
const RESOURCES = { runtime: ['web/player', 'web/manager'], app: ['web/manager', 'icons'] } as const;

/** Make the stage anew. @param node the Node runtime the package ships; ours when left out. */
export async function stage(folder: string = STAGE, node: string = runtimeNode(ROOT)): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const { version, description, author, license } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  const contained = new Set(SHIPPED_PACKAGES.map((name) => join(ROOT, 'node_modules', name)));
  for (const path of webPackages(join(ROOT, 'resources', 'web'))) contained.add(join(ROOT, path));
  for (const part of ['runtime', 'app'] as const) {
    for (const entry of ENTRIES[part])
      for (const path of await bundle(join(folder, part), entry, 'es')) contained.add(path);
    for (const path of RESOURCES[part]) copy(join('resources', path), join(folder, part, 'resources', path));
    const main = 'electron/main/index.js';
    const manifest = {
      name: 'holdfast',
      description,
      author,
      license,
      productName: 'Holdfast',
      version,
      type: 'module',
      ...(part === 'app' && { main }),
    };
    writeFileSync(join(folder, part, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  await bundle(join(folder, 'app'), 'preload/index', 'cjs');
  copy('LICENSE', join(folder, 'runtime', 'LICENSE'));
  mkdirSync(join(folder, 'runtime', 'licences'));
  writeFileSync(join(folder, 'runtime', 'licences', 'third-party.txt'), thirdPartyNotices([...contained].sort()));
  shipNode(join(folder, 'runtime', 'bin'), node);
  const hashes = await makeManifest(join(folder, 'runtime'));
  writeFileSync(join(folder, 'app', 'resources', 'runtime.json'), `${JSON.stringify(hashes)}\n`);
}

/**
 * One entry to one file. The preload is CommonJS, because a sandboxed one can be nothing else.
 *
 * @returns folders of the packages it contains.
 */
async function bundle(root: string, entry: string, format: 'es' | 'cjs'): Promise<string[]> {
  const own = [...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'electron', ...SHIPPED_PACKAGES];
  const built = await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: own },
    build: {
      ssr: true,
      target: 'node24',
      outDir: root,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: join(
          ROOT,
          'electron',
          existsSync(join(ROOT, 'electron', `${entry}.ts`)) ? `${entry}.ts` : `${entry}.js`,
        ),
        output: {
          format,
          entryFileNames: `electron/${entry}.${format === 'cjs' ? 'cjs' : 'js'}`,
          codeSplitting: false,
        },
      },
    },
  });
  if (!('output' in built)) throw new Error(`Vite did not answer with one output for ${entry}`);
  return packagesOf(built.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : [])));
}

function copy(from: string, to: string): void {
  if (!existsSync(join(ROOT, from))) throw new Error(`${from} is not there: run npm run build first.`);
  // The compressed twins are for the network; the window reads the plain files.
  cpSync(join(ROOT, from), to, {
    recursive: true,
    filter: (path) => !(path.endsWith('.gz') && to.includes(join('web', 'manager'))),
  });
}

function shipNode(folder: string, node: string): void {
  mkdirSync(folder, { recursive: true });
  const to = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  try {
    linkSync(realpathSync(node), to); // 120 MB that need not be copied on a developer's machine
  } catch {
    cpSync(node, to, { dereference: true });
  }
  chmodSync(to, 0o755);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!existsSync(join(ROOT, 'resources', 'web', 'manager', 'index.html'))) {
    const built = spawnSync(runtimeNode(ROOT), [join(ROOT, 'build', 'build-web.ts')], { stdio: 'inherit' });
    if (built.status !== 0) process.exit(1);
  }
  const folder = process.argv[2] === undefined ? STAGE : resolve(process.argv[2]);
  await stage(folder);
  console.log(`Staged in ${folder}`);
}
