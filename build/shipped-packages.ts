import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup.js';
import { SHIPPED_PACKAGES } from './stage.ts';

const MODULES = join(ROOT, 'node_modules');

/** Sources, typings and documents stay behind. */
const LEFT_BEHIND = /\.(d\.[cm]?ts|map|gyp|md)$|\.ts$/;
/** Where less is needed than the whole package: the folders and files below its root. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['package.json', 'LICENSE', 'lib', 'prebuilds'],
  '@zxcvbn-ts/language-common': ['package.json', 'LICENSE.txt', 'src/passwords.json'],
};

/**
 * Copy the packages that are shipped as packages, with the native parts of this system alone.
 *
 * @throws when a native part is not installed: the package would not start.
 */
export function shipPackages(to: string, platform = process.platform, arch = process.arch): void {
  rmSync(to, { recursive: true, force: true });
  for (const name of SHIPPED_PACKAGES) copyPackage(name, to);
  const prebuilds = join(to, 'better-sqlite3', 'prebuilds');
  const own = `${platform}-${arch}.node`;
  for (const file of readdirSync(prebuilds)) if (file !== own) rmSync(join(prebuilds, file));
  if (!existsSync(join(prebuilds, own))) throw new Error(`better-sqlite3 has no binary for ${platform}-${arch}.`);
  for (const name of ['@node-rs/argon2', 'keytar']) {
    const parts = nativeParts(name, platform, arch);
    if (parts.length === 0) throw new Error(`${name} has no binary for ${platform}-${arch} here: run npm ci.`);
    for (const part of parts) copyPackage(part, to);
  }
}

/** The packages with native code of another package, for one system, as far as they are installed. */
function nativeParts(name: string, platform: string, arch: string): string[] {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')) as {
    optionalDependencies?: Record<string, string>;
  };
  return Object.keys(optionalDependencies).filter(
    (part) => part.includes(`-${platform}-${arch}`) && existsSync(join(MODULES, part)),
  );
}

function copyPackage(name: string, to: string): void {
  for (const part of NEEDED[name] ?? ['.']) {
    const from = join(MODULES, name, part);
    if (existsSync(from))
      cpSync(from, join(to, name, part), { recursive: true, filter: (path) => !LEFT_BEHIND.test(path) });
  }
}
