/**
 * `npm run boundaries`: who imports whom, against the rules in `boundaries.cjs`.
 *
 * Fails too when a source file was not read: a check that reads nothing passes everything.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import rules from './boundaries.cjs';
import { ROOT } from './setup.js';

const FOLDERS = ['electron', 'renderer', 'shared'];

export type Violation = { readonly rule: string; readonly from: string; readonly to: string };

export type Report = {
  readonly violations: readonly Violation[];
  /** Source files read, relative to the root. */
  readonly read: readonly string[];
  /** Source files there are but that were not read: none, when all is well. */
  readonly unread: readonly string[];
};

/** The names of all rules, for the test that breaks each of them. */
export const ruleNames: readonly string[] = rules.forbidden.map(({ name }) => name);

/**
 * Read every source file under `root` and hold its imports against the rules.
 *
 * @param expected the files there are, relative to `root`
 */
export async function checkBoundaries(root: string, expected = sourceFiles(root)): Promise<Report> {
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  if (folders.length === 0) return { violations: [], read: [], unread: expected };

  const { output } = await cruise(
    folders,
    { baseDir: root, validate: true, ruleSet: { forbidden: rules.forbidden }, ...rules.options },
    {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['main', 'types'],
    },
  );
  const { modules, summary } = output as ICruiseResult; // a string only for reporters, of which we ask none
  const read = modules.filter((module) => !module.couldNotResolve).map(({ source }) => source);
  const seen = new Set(read);
  return {
    violations: summary.violations.map(({ rule, from, to, cycle, via }) => {
      const way = (cycle ?? via ?? []).map((step) => step.name);
      return { rule: rule.name, from, to: way.length > 1 ? way.join(' → ') : to };
    }),
    read: read.filter(isSource),
    unread: expected.filter((path) => !seen.has(path)),
  };
}

/** What git knows or would add; in a folder without git (an unpacked archive), what lies there. */
export function sourceFiles(root: string): string[] {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...FOLDERS], {
    cwd: root,
    encoding: 'utf8',
    timeout: 30_000,
  });
  const listed = git.status === 0 ? git.stdout.split('\0') : FOLDERS.flatMap((folder) => walk(root, folder));
  return listed.filter((path) => isSource(path) && existsSync(join(root, path)));
}

function walk(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() && entry.name !== 'node_modules' ? walk(root, path) : [path];
  });
}

const isSource = (path: string) => /\.tsx?$/.test(path) && FOLDERS.some((folder) => path.startsWith(`${folder}/`));

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { violations, read, unread } = await checkBoundaries(ROOT);
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
  for (const path of unread) console.error(`not read: ${path}`);
  if (read.length === 0) console.error('no source file was read');
  console.log(`${read.length} files read, ${violations.length} imports across a boundary`);
  process.exitCode = violations.length + unread.length > 0 || read.length === 0 ? 1 : 0;
}
