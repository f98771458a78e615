import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Parts of other people's packages in a bundle. @param modules what a bundler read. @returns folders of packages. */
export function packagesOf(modules: readonly string[]): string[] {
  const folders = modules.map((path) => {
    // A bundler writes its own files before a NUL, and after "?" how one was read.
    const parts = path.replace(/^\0/, '').replace(/\?.*$/, '').split(/[/\\]/);
    const at = parts.lastIndexOf('node_modules');
    if (at === -1) return null;
    return parts.slice(0, at + (parts[at + 1]?.startsWith('@') === true ? 3 : 2)).join(sep);
  });
  return [...new Set(folders.filter((folder) => folder !== null))].sort();
}

/**
 * What the package says of the packages in it: name, version and licence of each, with the text it asks to be shipped.
 *
 * @throws for one that names no licence: it must not be packed.
 */
export function thirdPartyNotices(folders: readonly string[]): string {
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      'name' | 'version' | 'license',
      string | undefined
    >;
    if (typeof license !== 'string' || license === '') throw new Error(`${folder} names no licence.`);
    const texts = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
      .sort();
    const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    return `${name ?? folder} ${version ?? ''} (${license})\n\n${text === '' ? 'It ships no text of its own.' : text}\n`;
  });
  return ['Holdfast contains parts of these packages.\n', ...new Set(notices)].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Packages that a build of the web apps contains, by folder; `build-web.ts` writes it beside them. */
export const WEB_PACKAGES = 'packages.json';

/** @throws when the pages were not built by this version of the build. */
export function webPackages(web: string): string[] {
  const file = join(web, WEB_PACKAGES);
  if (!existsSync(file)) throw new Error(`${file} is not there: run npm run build first.`);
  return JSON.parse(readFileSync(file, 'utf8')) as string[];
}
