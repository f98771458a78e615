/**
 * Makes a fresh checkout ready to run: dependencies, the right Node, ffmpeg, the web apps.
 *
 * `npm run setup [-- --tests] [-- --bench]`. Runs on Node 18 and newer without any dependency, because it is what installs
 * them. Each step says one line and does nothing when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const NEEDED_NODE_MAJOR = 24;
/** better-sqlite3 13 needs Node-API 10; on an older one it ends the process without a message. */
const NEEDED_NAPI = 10;

const NPM_CI_LIMIT_MS = 15 * 60_000;
const FFMPEG_DOWNLOAD_LIMIT_MS = 60_000;
const APT_LIMIT_MS = 10 * 60_000;
const WEB_BUILD_LIMIT_MS = 5 * 60_000;
const PROBE_LIMIT_MS = 15_000;

/**
 * @typedef {object} SetupOptions
 * @property {string} [root] the checkout; ours when left out
 * @property {boolean} [tests] also find or install Chromium, a Secret Service and age
 * @property {boolean} [bench] also find or install the rivals the benchmark measures against
 * @property {boolean} [web] false leaves the web apps as they are
 * @property {(line: string) => void} [say] gets each line
 */

/**
 * @typedef {object} SetupResult
 * @property {boolean} canStart false when Holdfast cannot run at all: no dependencies, no fit Node, no web apps
 * @property {string[]} missing what was asked for and is not here; empty when all is well
 */

/**
 * Bring the checkout to where it runs. Safe to repeat; what is already there is left alone.
 *
 * @param {SetupOptions} [options]
 * @returns {SetupResult}
 */
export function setup(options = {}) {
  const root = options.root ?? ROOT;
  const say = options.say ?? ((line) => console.log(line));

  if (!setUpDependencies(root, say)) return { canStart: false, missing: ['dependencies'] };
  if (!checkNode(root, say)) return { canStart: false, missing: ['node'] };
  sayDesktopWindow(root, say);

  const missing = [];
  if (!setUpFfmpeg(root, say)) missing.push('ffmpeg');
  if (options.tests && !setUpChromium(say)) missing.push('chromium');
  if (options.tests && !setUpSecretService(say)) missing.push('gnome-keyring, age');
  if (options.bench && !setUpRivals(say)) missing.push('nginx, minidlna, sqlite3, zstd, age');
  if (options.web !== false && !setUpWeb(root, say)) return { canStart: false, missing: [...missing, 'web apps'] };
  return { canStart: true, missing };
}

// --- dependencies ---

/**
 * Whether `npm ci` has anything to do.
 *
 * `adopt`: somebody ran `npm ci` by hand and node_modules is what the lock asks for; only our stamp is missing.
 *
 * @param {string} root
 * @returns {'ready' | 'adopt' | 'install'}
 */
export function dependencyState(root) {
  if (!existsSync(join(root, 'node_modules'))) return 'install';
  const stamp = readText(lockStampPath(root));
  if (stamp !== null) return stamp.trim() === lockHash(root) ? 'ready' : 'install';
  return isLockInstalled(root) ? 'adopt' : 'install';
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
function setUpDependencies(root, say) {
  const state = dependencyState(root);
  if (state === 'ready') {
    say('dependencies: as the lock file says');
    return true;
  }
  if (state === 'install') {
    say('dependencies: installing with npm ci (about a minute)');
    // In the variable a path may have spaces between quotes, and backslashes are escaped: as JSON writes it.
    const forOurNode = { NODE_OPTIONS: `--require ${JSON.stringify(join(ROOT, 'build', 'npm-for-our-node.cjs'))}` };
    const run = runNpm(root, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], NPM_CI_LIMIT_MS, forOurNode);
    if (run.status !== 0) {
      say(`dependencies: npm ci failed${wordsOf(run)}`);
      return false;
    }
  } else {
    say('dependencies: already installed');
  }
  writeFileSync(lockStampPath(root), `${lockHash(root)}\n`);
  return true;
}

/** @param {string} root */
const lockStampPath = (root) => join(root, 'node_modules', '.holdfast-lock');

/** @param {string} root */
const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {string[]} [os] the systems it is for; absent for all
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/** @typedef {Record<string, Locked>} Packages */

/**
 * npm leaves the list of what it installed in node_modules; compare that with what the lock asks for. Optional packages
 * for other systems may be absent. One for this system is absent where npm ran on a Node too old for it.
 *
 * @param {string} root
 */
function isLockInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null || installed === null) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    const mayBeAbsent = (entry.optional || entry.devOptional) && !isForThisSystem(entry);
    if (found === undefined ? !mayBeAbsent : found.integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/**
 * Whether it is surely for this system: which C library there is, only newer npm asks.
 *
 * @param {Locked} entry
 */
const isForThisSystem = ({ os, cpu, libc }) =>
  os?.includes(process.platform) === true && cpu?.includes(process.arch) === true && libc?.includes('musl') !== true;

/**
 * @param {string} path
 * @returns {Packages | null}
 */
function readPackages(path) {
  const text = readText(path);
  if (text === null) return null;
  try {
    return JSON.parse(text).packages ?? null;
  } catch {
    return null; // half-written by an interrupted npm: as good as absent
  }
}

// --- Node ---

/**
 * The Node that runs Holdfast: ours from node_modules where the registry has one for this system, else the one we run on.
 *
 * @param {string} [root]
 */
export function runtimeNode(root = ROOT) {
  const own = join(root, 'node_modules', '.bin', 'node');
  return existsSync(own) && process.platform !== 'win32' ? own : process.execPath;
}

/**
 * @param {{ node: string, napi: string | undefined }} versions from `process.versions`
 * @returns {string | null} one sentence for the person at the keyboard, or null when this Node will do
 */
export function nodeProblem({ node, napi }) {
  const fits = Number.parseInt(node, 10) >= NEEDED_NODE_MAJOR && Number(napi) >= NEEDED_NAPI;
  return fits
    ? null
    : `Holdfast needs Node ${NEEDED_NODE_MAJOR} or newer and found ${node}: install the LTS release from https://nodejs.org and run this again.`;
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
function checkNode(root, say) {
  const node = runtimeNode(root);
  const script = 'JSON.stringify({ node: process.versions.node, napi: process.versions.napi })';
  const run = spawnSync(node, ['-p', script], { encoding: 'utf8', timeout: PROBE_LIMIT_MS, env: cleanEnv() });
  if (run.status !== 0) {
    say(`node: ${node} does not run${wordsOf(run)}`);
    return false;
  }
  const versions = /** @type {{ node: string, napi: string | undefined }} */ (JSON.parse(run.stdout));
  const problem = nodeProblem(versions);
  say(problem === null ? `node: ${versions.node}` : `node: ${problem}`);
  return problem === null;
}

/**
 * Electron's program, where it was downloaded: its own package notes where it put it.
 *
 * @param {string} root
 * @returns {string | null}
 */
export function electronBinary(root) {
  const folder = join(root, 'node_modules', 'electron');
  const noted = readText(join(folder, 'path.txt'));
  const binary = noted === null ? null : join(folder, 'dist', noted.trim());
  return binary !== null && existsSync(binary) ? binary : null;
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
function sayDesktopWindow(root, say) {
  // Electron's program is a separate download of 100 MB; we never start it on our own.
  if (electronBinary(root) !== null) return;
  say('window: the desktop window is not available here (Electron is not downloaded); Holdfast starts without one');
}

// --- ffmpeg ---

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
function setUpFfmpeg(root, say) {
  const bundled = join(root, 'node_modules', 'ffmpeg-static', exe('ffmpeg'));
  const hasFfprobe = () => onPath('ffprobe') !== null || hasBundledFfprobe(root);

  if (runsFfmpeg(bundled) || downloadFfmpeg(root, bundled, say)) {
    if (hasFfprobe()) {
      say('ffmpeg: from ffmpeg-static');
      return true;
    }
  }
  const isReady = () => {
    const found = onPath('ffmpeg');
    return found !== null && runsFfmpeg(found) && hasFfprobe() ? found : null;
  };
  const found = isReady();
  if (found !== null) {
    say(`ffmpeg: the system's, ${found}`);
    return true;
  }
  if (installDebian(['ffmpeg'], 'ffmpeg', say) && isReady() !== null) return true;
  say(`ffmpeg: not found, so only files a browser plays as they are will play; install it with: ${advice('ffmpeg')}`);
  return false;
}

/**
 * ffmpeg-static keeps its program on GitHub and fetches it with a script of its own, which npm does not run here
 * (.npmrc: ignore-scripts). Tried once per lock file: a machine that cannot reach GitHub should not wait at every start.
 *
 * @param {string} root
 * @param {string} bundled where the program will lie
 * @param {(line: string) => void} say
 */
function downloadFfmpeg(root, bundled, say) {
  const installer = join(root, 'node_modules', 'ffmpeg-static', 'install.js');
  const failedStamp = join(root, 'node_modules', '.holdfast-ffmpeg-failed');
  if (!existsSync(installer) || readText(failedStamp)?.trim() === lockHash(root)) return false;

  say('ffmpeg: downloading ffmpeg-static (at most a minute)');
  // CI=1 only silences its progress bar.
  const env = { ...cleanEnv(), CI: '1' };
  spawnSync(runtimeNode(root), [installer], { timeout: FFMPEG_DOWNLOAD_LIMIT_MS, stdio: 'ignore', env });
  if (runsFfmpeg(bundled)) return true;

  // It writes straight to its destination: what an interrupted download leaves would pass for the program.
  rmSync(bundled, { force: true });
  writeFileSync(failedStamp, `${lockHash(root)}\n`);
  say("ffmpeg: the download did not work; looking for the system's");
  return false;
}

/** @param {string} path */
function runsFfmpeg(path) {
  return existsSync(path) && spawnSync(path, ['-version'], { timeout: PROBE_LIMIT_MS, stdio: 'ignore' }).status === 0;
}

/** @param {string} root */
function hasBundledFfprobe(root) {
  const own = join(root, 'node_modules', '@ffprobe-installer', `${process.platform}-${process.arch}`, exe('ffprobe'));
  return runsFfmpeg(own);
}

// --- Chromium, rivals ---

/** Debian's Chromium without windows of its own: its journeys take two thirds of the time the whole one needs. */
const HEADLESS = 'chromium-headless-shell';

/**
 * A Chromium-family browser for the end-to-end tests.
 *
 * @param {NodeJS.ProcessEnv} [env] CHROMIUM names one outright
 * @returns {string | null} the program's path
 */
export function findChromium(env = process.env) {
  if (env['CHROMIUM'] && existsSync(env['CHROMIUM'])) return env['CHROMIUM'];
  for (const name of [
    HEADLESS,
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
  ]) {
    const found = onPath(name, env);
    if (found !== null) return found;
  }
  return commonBrowserPaths(env).find((path) => existsSync(path)) ?? null;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function commonBrowserPaths(env) {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
    (root) => root !== undefined,
  );
  const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
  return roots.flatMap((root) => [...programs, 'Microsoft\\Edge\\Application\\msedge.exe'].map((p) => join(root, p)));
}

/** @param {(line: string) => void} say */
function setUpChromium(say) {
  const found = findChromium();
  if (found !== null) {
    say(`chromium: ${found}`);
    return true;
  }
  // Without any font installed, text has no width and nothing can be clicked.
  for (const name of [HEADLESS, 'chromium'])
    if (installDebian([name, 'fonts-liberation'], 'chromium', say) && findChromium() !== null) return true;
  say(`chromium: not found; install it with: ${advice('chromium')} (or name one in the variable CHROMIUM)`);
  return false;
}

/**
 * A real keychain and a real age for the tests that need them; they exist for Linux alone and are skipped elsewhere.
 *
 * @param {(line: string) => void} say
 */
function setUpSecretService(say) {
  if (process.platform !== 'linux') return true;
  const programs = ['gnome-keyring-daemon', 'dbus-daemon', 'dbus-run-session', 'dbus-send', 'secret-tool', 'age'];
  const isReady = () => programs.every((program) => onPath(program) !== null);
  if (isReady()) {
    say('keychain: gnome-keyring and age are here');
    return true;
  }
  const packages = ['gnome-keyring', 'dbus-daemon', 'dbus-bin', 'libsecret-tools', 'age'];
  if (installDebian(packages, 'keychain', say) && isReady()) return true;
  say(`keychain: gnome-keyring or age not found; install them with: ${advice(packages.join(' '))}`);
  return false;
}

/** @param {(line: string) => void} say */
function setUpRivals(say) {
  const programs = ['nginx', 'minidlnad', 'sqlite3', 'zstd', 'age'];
  const packages = ['nginx', 'minidlna', 'sqlite3', 'zstd', 'age'];
  const isReady = () => programs.every((program) => onPath(program) !== null);
  if (isReady()) {
    say(`bench: ${packages.join(', ')} are here`);
    return true;
  }
  if (installDebian(packages, 'bench', say)) {
    // Both come as network services. The benchmark starts its own; these are not to answer anyone.
    if (existsSync('/run/systemd/system')) {
      spawnSync('systemctl', ['disable', '--now', 'nginx', 'minidlna'], { timeout: PROBE_LIMIT_MS, stdio: 'ignore' });
    }
    if (isReady()) return true;
  }
  say(`bench: not all of ${packages.join(', ')} found; install them with: ${advice(packages.join(' '))}`);
  return false;
}

// --- web apps ---

/**
 * Whether the built web apps are absent or older than what they are built from.
 *
 * @param {string} root
 */
export function areWebAppsStale(root) {
  const stamp = mtimeMs(webStampPath(root));
  if (stamp === null) return true;
  return ['renderer', 'shared', join('build', 'build-web.ts')].some((path) => newestMtimeMs(join(root, path)) > stamp);
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
function setUpWeb(root, say) {
  if (!areWebAppsStale(root)) {
    say('web apps: built');
    return true;
  }
  say('web apps: building');
  const startedAt = new Date();
  const run = runNpm(root, ['run', '--silent', 'build'], WEB_BUILD_LIMIT_MS);
  if (run.status !== 0) {
    say(`web apps: the build failed${wordsOf(run)}`);
    return false;
  }
  mkdirSync(dirname(webStampPath(root)), { recursive: true });
  writeFileSync(webStampPath(root), '');
  utimesSync(webStampPath(root), startedAt, startedAt); // what is saved during the build is newer than it
  return true;
}

/** @param {string} root */
const webStampPath = (root) => join(root, 'resources', 'web', '.stamp');

/**
 * A folder's own time counts too: it changes when a file in it is deleted.
 *
 * @param {string} path a file or folder; absent counts as older than anything
 * @returns {number}
 */
function newestMtimeMs(path) {
  const own = mtimeMs(path);
  if (own === null) return 0;
  if (!statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestMtimeMs(join(path, name))));
}

// --- running and finding programs ---

/**
 * Run npm itself, the very one that started us when there is one.
 *
 * @param {string} root
 * @param {string[]} args
 * @param {number} limitMs
 * @param {NodeJS.ProcessEnv} [more] to add to the environment
 */
function runNpm(root, args, limitMs, more = {}) {
  const { command, leading, shell } = npmCommand();
  return spawnSync(command, [...leading, ...args], {
    cwd: root,
    shell,
    encoding: 'utf8',
    timeout: limitMs,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    env: { ...cleanEnv(), ...more },
  });
}

/**
 * How to call npm here: `[command, ...leading, ...yours]`.
 *
 * @returns {{ command: string, leading: string[], shell: boolean }} `shell` is true where npm is a .cmd file
 */
export function npmCommand() {
  const own = process.env['npm_execpath'];
  if (own && /npm-cli\.c?js$/.test(own) && existsSync(own)) {
    return { command: process.execPath, leading: [own], shell: false };
  }
  return { command: 'npm', leading: [], shell: process.platform === 'win32' };
}

/** The environment without what would put another program in place of the one we mean. */
function cleanEnv() {
  const env = { ...process.env };
  delete env['FFMPEG_BIN'];
  delete env['NODE_OPTIONS'];
  return env;
}

/**
 * Install Debian packages where that needs nobody's leave: on Debian and its kin, as root.
 *
 * @param {string[]} packages
 * @param {string} step
 * @param {(line: string) => void} say
 * @returns {boolean} false also where it was not tried
 */
function installDebian(packages, step, say) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/etc/debian_version') || onPath('apt-get') === null) return false;
  say(`${step}: installing ${packages.join(', ')} with apt-get`);
  // RUNLEVEL=1 keeps packages that are services from being started by their own installation.
  const env = { ...cleanEnv(), DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  /** @type {import('node:child_process').SpawnSyncOptionsWithStringEncoding} */
  const options = { encoding: 'utf8', timeout: APT_LIMIT_MS, stdio: ['ignore', 'pipe', 'pipe'], env };
  spawnSync('apt-get', ['update', '-qq'], options); // its failure shows in the next line's
  const run = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
  if (run.status !== 0) say(`${step}: apt-get failed${wordsOf(run)}`);
  return run.status === 0;
}

/**
 * The command to type on this system.
 *
 * @param {string} what Debian's package names; the other systems' follow from them
 * @param {NodeJS.Platform} [platform]
 */
export function advice(what, platform = process.platform) {
  if (platform === 'darwin') return what === 'chromium' ? 'brew install --cask google-chrome' : `brew install ${what}`;
  if (platform === 'win32') {
    if (what === 'ffmpeg') return 'winget install Gyan.FFmpeg';
    if (what === 'chromium') return 'winget install Google.Chrome';
    return 'nothing: these do not exist for Windows';
  }
  const managers = [
    ['dnf', 'sudo dnf install'],
    ['pacman', 'sudo pacman -S'],
    ['zypper', 'sudo zypper install'],
    ['apk', 'sudo apk add'],
  ];
  const manager = onPath('apt-get') ? undefined : managers.find(([program]) => onPath(/** @type {string} */ (program)));
  return `${manager?.[1] ?? 'sudo apt-get install'} ${what}`;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null}
 */
function onPath(name, env = process.env) {
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (folder !== '' && existsSync(join(folder, exe(name)))) return join(folder, exe(name));
  }
  return null;
}

/** @param {string} name */
const exe = (name) => (process.platform === 'win32' ? `${name}.exe` : name);

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** @param {string} path */
function mtimeMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/**
 * What a failed program said, to follow a sentence: its first lines and its last, since either can hold the reason.
 *
 * @param {{ stdout: string | null, stderr: string | null, error?: Error | undefined }} run
 */
function wordsOf(run) {
  const lines = `${run.stdout ?? ''}\n${run.stderr ?? ''}\n${run.error?.message ?? ''}`.split('\n');
  const said = lines.filter((line) => line.trim() !== '');
  const shown = said.length <= 20 ? said : [...said.slice(0, 10), '…', ...said.slice(-10)];
  return shown.length === 0 ? '' : `:\n  ${shown.join('\n  ')}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flags = process.argv.slice(2);
  const unknown = flags.filter((flag) => !['--tests', '--bench'].includes(flag));
  if (unknown.length > 0) {
    console.error(`setup does not know ${unknown.join(' ')}; it takes --tests and --bench.`);
    process.exitCode = 2;
  } else {
    const { canStart, missing } = setup({ tests: flags.includes('--tests'), bench: flags.includes('--bench') });
    process.exitCode = canStart && missing.length === 0 ? 0 : 1;
  }
}
