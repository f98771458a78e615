/**
 * Every command README.md and CONTRIBUTING.md tell people to type exists: the npm scripts are in package.json, and the
 * `holdfast` subcommands and flags are in its own help. And every picture they show is there, light and dark.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, runtimeNode } from './setup.js';

const PAGES = ['README.md', 'CONTRIBUTING.md'];
/** npm's own commands our pages may use; `start` and `test` are scripts of ours under a short name. */
const NPM_OWN = ['ci', 'install'];

/** The `npm …` and `npx …` commands of a page: in fenced blocks, with continued lines joined, and in inline code. */
export function commandsOf(markdown: string): string[] {
  const fence = /^```[^\n]*\n([\s\S]*?)^```/gm;
  const fenced = [...markdown.matchAll(fence)].flatMap(([, text = '']) => text.replace(/\s*\\\n\s*/g, ' ').split('\n'));
  const inline = [...markdown.replace(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  const commands = [...fenced, ...inline].map((line) =>
    line
      .trim()
      .replace(/^\$ /, '')
      .replace(/\s+#.*$/, ''),
  );
  return [...new Set(commands.filter((command) => /^(npm|npx) /.test(command)))];
}

/**
 * What is wrong with a command, each in a sentence; empty when nothing is.
 *
 * @param help what `holdfast <args>` prints, or null when it does not end with 0
 */
export function problemsOf(
  command: string,
  scripts: readonly string[],
  help: (args: string[]) => string | null,
): string[] {
  const words = command.split(/\s+/);
  if (words[0] === 'npm') {
    const script = words[1] === 'run' ? words[2] : words[1];
    if (words[1] !== 'run' && NPM_OWN.includes(script ?? '')) return [];
    if (script === undefined || !scripts.includes(script))
      return [`"${command}": package.json has no script ${script}`];
    return script === 'start' ? flagProblems(command, 'serve', words, help) : [];
  }
  if (words[1] !== 'holdfast') return [`"${command}": only npx holdfast is ours`];
  const subcommand = words[2] ?? '';
  if (/^[a-z]+$/.test(subcommand)) return flagProblems(command, subcommand, words, help);
  if (subcommand === '') return [];
  return help([subcommand]) === null ? [`"${command}": holdfast does not accept ${subcommand}`] : [];
}

/** The pictures of ours a page shows, as paths below the checkout. */
export const picturesOf = (markdown: string): string[] => [
  ...new Set([...markdown.matchAll(/(?:src|srcset)="(?!https?:)([^" ]+)"/g)].map(([, path = '']) => path)),
];

/** What is wrong with a picture, or null. A file may be there with nothing in it. @param bytes null when there is none. */
export function problemOfPicture(path: string, bytes: Buffer | null): string | null {
  if (bytes === null) return `${path} is shown and not there; npm run screenshots takes it`;
  // RFC 9649, section 2.4: "RIFF", the size of what follows, "WEBP".
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  const isWhole = bytes.length > 12 && bytes.length >= bytes.readUInt32LE(4) + 8;
  if (path.endsWith('.webp') && (!isWebp || !isWhole))
    return `${path} is no picture; npm run screenshots takes it anew`;
  return bytes.length === 0 ? `${path} is empty` : null;
}

function flagProblems(
  command: string,
  subcommand: string,
  words: readonly string[],
  help: (args: string[]) => string | null,
): string[] {
  const text = help([subcommand, '--help']);
  if (text === null) return [`"${command}": holdfast has no command ${subcommand}`];
  const flags = words.map((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1]).filter((flag) => flag !== undefined);
  const known = new Set(text.match(/--[a-z-]+/g));
  return flags
    .filter((flag) => flag !== '--' && !known.has(flag))
    .map((flag) => `"${command}": holdfast ${subcommand} --help says nothing of ${flag}`);
}

function holdfast(args: string[]): string | null {
  const program = join(ROOT, 'electron', 'headless', 'holdfast.js');
  const run = spawnSync(runtimeNode(ROOT), [program, ...args], { encoding: 'utf8', timeout: 30_000, input: '' });
  return run.status === 0 ? run.stdout : null;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts);
  const pages = PAGES.filter((page) => existsSync(join(ROOT, page)));
  const texts = pages.map((page) => readFileSync(join(ROOT, page), 'utf8'));
  const commands = texts.flatMap(commandsOf);
  const problems = [...new Set(commands)].flatMap((command) => problemsOf(command, scripts, holdfast));
  for (const picture of texts.flatMap(picturesOf)) {
    const problem = problemOfPicture(
      picture,
      existsSync(join(ROOT, picture)) ? readFileSync(join(ROOT, picture)) : null,
    );
    if (problem !== null) problems.push(problem);
  }
  if (pages.length < PAGES.length) problems.push(`one of ${PAGES.join(', ')} is missing`);
  if (commands.length === 0) problems.push('no command was found in the pages');
  for (const problem of problems) console.error(problem);
  console.log(`${commands.length} commands checked, ${problems.length} wrong`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
