/**
 * `npm test`: everything there is to check, on a fresh checkout too. Every step runs even when an earlier one failed.
 *
 * The last line is `N passed, N failed`: unit tests, end-to-end tests, and one for each other step. What was skipped
 * stands on the line before. A step whose counts cannot be read has failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, electronBinary, findChromium, npmCommand, runtimeNode, setup } from './setup.js';

const MINUTE_MS = 60_000;

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} tap what node's `tap` reporter wrote
 * @returns {Counts | null} null when it has no summary, or nothing ran
 */
export function countTap(tap) {
  /** @param {string} name */
  const last = (name) => {
    const found = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1);
    return found === undefined ? null : Number(found[1]);
  };
  const [tests, passed, failed, cancelled] = [last('tests'), last('pass'), last('fail'), last('cancelled')];
  if (tests === null || passed === null || failed === null || cancelled === null || tests === 0) return null;
  return { passed, failed: failed + cancelled, skipped: (last('skipped') ?? 0) + (last('todo') ?? 0) };
}

/**
 * @param {string} json what Playwright's `json` reporter wrote
 * @returns {Counts | null} null when it has no counts, or nothing ran
 */
export function countPlaywright(json) {
  try {
    const { stats, errors } = JSON.parse(json);
    const passed = stats.expected + stats.flaky;
    // Errors outside any test (a suite that does not load) are in no count.
    const failed = stats.unexpected + errors.length;
    if (!Number.isInteger(passed + failed + stats.skipped) || passed + failed + stats.skipped === 0) return null;
    return { passed, failed, skipped: stats.skipped };
  } catch {
    return null;
  }
}

/**
 * A step's part of the total: its own tests when it has any, else one.
 *
 * @param {boolean} isGood whether its program ended with 0
 * @param {Counts | null | undefined} counts undefined for a step without tests, null when its counts could not be read
 * @returns {Counts}
 */
export function weigh(isGood, counts) {
  if (counts === undefined) return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 };
  if (counts === null) return { passed: 0, failed: 1, skipped: 0 };
  // It failed although every test passed: the failure lies outside the tests, and counts.
  return isGood || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** @typedef {{ name: string, run: () => Promise<{ isGood: boolean, counts?: Counts | null }> }} Step */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @param {string} folder for the counts
 * @returns {Step[]}
 */
function steps(folder) {
  const jsonFile = join(folder, 'e2e.json');
  // Houses are started by the hundred: they are the program as it is shipped, which is what people get and starts in a
  // third of the time the sources take.
  const shipped = join(ROOT, 'dist', 'tested');
  const tested = { HOLDFAST_TESTED_PROGRAM: join(shipped, 'runtime', 'electron', 'headless', 'holdfast.js') };
  return [
    {
      name: 'setup',
      run: async () => {
        const { canStart, missing } = setup({ tests: true, web: false });
        return { isGood: canStart && missing.length === 0 };
      },
    },
    ...['format:check', 'lint', 'boundaries', 'types'].map((name) => ({ name, run: () => npmRun(name, 5) })),
    nodeTests('unit', folder),
    { name: 'build', run: () => npmRun('build', 5) },
    { name: 'stage', run: () => npmRun('stage', 5, ['--', shipped]) },
    { name: 'readme', run: async () => ({ isGood: await succeeds(runtimeNode(ROOT), ['build/check-readme.ts'], 5) }) },
    nodeTests('house', folder, tested),
    {
      name: 'e2e',
      run: async () => {
        const env = { ...tested, PLAYWRIGHT_JSON_OUTPUT_FILE: jsonFile, CHROMIUM: findChromium() ?? '' };
        const { isGood } = await npmRun('e2e', 30, ['--', '--reporter=line,json'], env);
        return { isGood, counts: countPlaywright(readOrEmpty(jsonFile)) };
      },
    },
  ];
}

/**
 * Tests that run under `node --test`. Flags and patterns stand once, in package.json's script of that name.
 *
 * @param {'unit' | 'house'} name
 * @param {string} folder for the counts
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Step}
 */
function nodeTests(name, folder, env = {}) {
  const tapFile = join(folder, `${name}.tap`);
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const patterns = [...scripts[name].matchAll(/"([^"]+)"/g)].map(([, pattern]) => /** @type {string} */ (pattern));
  const concurrency = /--test-concurrency=\d+/.exec(scripts[name])?.slice(0, 1) ?? [];
  const reporters = ['spec', 'stdout', 'tap', tapFile];
  const flags = reporters.map((value, i) => `--test-reporter${i % 2 === 0 ? '' : '-destination'}=${value}`);
  return {
    name,
    run: async () => {
      const isGood = await succeeds(runtimeNode(ROOT), ['--test', ...concurrency, ...flags, ...patterns], 20, env);
      return { isGood, counts: countTap(readOrEmpty(tapFile)) };
    },
  };
}

/**
 * @param {string} script
 * @param {number} limitMinutes
 * @param {string[]} [args]
 * @param {NodeJS.ProcessEnv} [env]
 */
async function npmRun(script, limitMinutes, args = [], env = {}) {
  const { command, leading, shell } = npmCommand();
  const isGood = await succeeds(command, [...leading, 'run', '--silent', script, ...args], limitMinutes, env, shell);
  return { isGood };
}

/**
 * Run a program to its end, its output ours, and end it with all it started when it takes too long.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {number} limitMinutes
 * @param {NodeJS.ProcessEnv} [env]
 * @param {boolean} [shell]
 * @returns {Promise<boolean>} whether it ended with 0 in time
 */
function succeeds(command, args, limitMinutes, env = {}, shell = false) {
  // A program that calls `node` gets the one Holdfast runs on.
  const path = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(command, args, {
    cwd: ROOT,
    shell,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, ...env },
    detached: process.platform !== 'win32', // a group of its own, so that ending it ends its children
  });
  running.add(child);
  const limit = setTimeout(() => {
    console.log(`ended after ${limitMinutes} minutes`);
    endGroup(child);
  }, limitMinutes * MINUTE_MS);
  return new Promise((resolve) => {
    /** @param {boolean} isGood */
    const done = (isGood) => {
      clearTimeout(limit);
      running.delete(child);
      resolve(isGood);
    };
    child.once('exit', (code) => done(code === 0));
    child.once('error', (error) => {
      console.log(error.message);
      done(false);
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // already gone is what we want
  }
}

/** What the desktop's journeys ran on; a run on the fake must not pass for one under Electron. */
function desktopLine() {
  return electronBinary(ROOT) === null
    ? 'desktop: ran on the FAKE of Electron; no binary here'
    : 'desktop: ran under real Electron';
}

/** @param {string} path */
function readOrEmpty(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      for (const child of running) endGroup(child);
      rmSync(folder, { recursive: true, force: true });
      console.log('0 passed, 1 failed');
      process.exit(1);
    });
  }

  const lines = [];
  const skips = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of steps(folder)) {
    console.log(`\n== ${name}`);
    const startedMs = performance.now();
    const { isGood, counts } = await run();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const weight = weigh(isGood, counts);

    if (counts === null) console.log(`${name}: its counts could not be read, or no test ran`);
    const tests = counts ? `, ${weight.passed} passed, ${weight.failed} failed, ${weight.skipped} skipped` : '';
    const line = `${name}: ${weight.failed === 0 ? 'ok' : 'FAILED'} (${seconds} s${tests})`;
    console.log(line);
    lines.push(line);
    if (weight.skipped > 0) skips.push(`${weight.skipped} in ${name}`);
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += weight[key];
  }
  rmSync(folder, { recursive: true, force: true });

  console.log(`\n== summary\n${lines.join('\n')}`);
  console.log(desktopLine());
  if (total.skipped > 0) console.log(`skipped: ${skips.join(', ')}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
