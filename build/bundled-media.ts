import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup.js';

/** A program that is packed, and the text it is packed with: whose it is, and under what licence. */
export type Media = { readonly name: 'ffmpeg' | 'ffprobe'; readonly program: string; readonly licence: string };

/** Words of a package for the licence its program stands under, and where the text of that one is. */
const TEXTS: Readonly<Record<string, (modules: string) => string>> = {
  'GPL-3.0': (modules) => join(modules, 'ffmpeg-static', 'LICENSE'),
  'GPL-3.0-or-later': (modules) => join(modules, 'ffmpeg-static', 'LICENSE'),
  'LGPL-2.1': () => join(ROOT, 'build', 'licences', 'LGPL-2.1.txt'),
};

/** ffmpeg and ffprobe from the packages the lock file pins. @throws with what to do. */
export function bundledMedia(
  modules: string = join(ROOT, 'node_modules'),
  system: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Media[] {
  const exe = system === 'win32' ? '.exe' : '';
  const from = { ffmpeg: 'ffmpeg-static', ffprobe: join('@ffprobe-installer', `${system}-${arch}`) } as const;
  return (['ffmpeg', 'ffprobe'] as const).map((name) => {
    const folder = join(modules, from[name]);
    const program = join(folder, `${name}${exe}`);
    return { name, program: there(program), licence: licenceOf(name, folder, modules) };
  });
}

function licenceOf(name: string, folder: string, modules: string): string {
  const { version, license, homepage } = JSON.parse(readFileSync(there(join(folder, 'package.json')), 'utf8')) as {
    version: string;
    license: string;
    homepage?: string;
  };
  const text = TEXTS[license];
  if (text === undefined) throw new Error(`${name} stands under ${license}: put its text into build/licences first.`);
  const whose = `${name} of the FFmpeg project (https://ffmpeg.org), as the package ${version} has it`;
  const source = homepage === undefined ? '' : `; its builder and its source: ${homepage}`;
  return `${whose}${source}. It stands under ${license}:\n\n${readFileSync(there(text(modules)), 'utf8')}`;
}

function there(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is not there: run npm run setup with a way to the internet.`);
  return path;
}
