/**
 * `npm start -- [serve flags]`: set up what is missing, then run `holdfast serve` on the right Node and end as it ends.
 */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ROOT, runtimeNode, setup } from './setup.js';

const EXIT_BAD_USAGE = 2;
const EXIT_FAILED = 1;
const PARENT_CHECK_MS = 250;

const parent = process.ppid; // noted before set-up, which may take minutes

const args = process.argv.slice(2);
const passwordFd = passwordFdOf(args);
const fdProblem = passwordFd === null ? null : problemWithFd(passwordFd);

if (fdProblem !== null) {
  console.error(fdProblem);
  process.exitCode = EXIT_BAD_USAGE;
} else if (!setup().canStart) {
  process.exitCode = EXIT_FAILED;
} else {
  serve();
}

function serve() {
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['inherit', 'inherit', 'inherit'];
  // Of the descriptors above 2 only the named one goes on.
  for (let fd = 3; fd <= (passwordFd ?? 0); fd += 1) stdio.push(fd === passwordFd ? 'inherit' : 'ignore');

  const program = join(ROOT, 'electron', 'headless', 'holdfast.js');
  const child = spawn(runtimeNode(ROOT), [program, 'serve', ...args], { stdio });

  // Ctrl-C in a terminal reaches every process of the group, the child included: passing it on would be a second one.
  // Without a terminal it was meant for us alone.
  process.on('SIGINT', () => {
    if (!hasTerminal()) child.kill('SIGINT');
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));

  endWithNpm(() => child.kill('SIGTERM'));

  child.once('error', (error) => {
    console.error(`Holdfast could not be started: ${error.message}`);
    process.exitCode = EXIT_FAILED;
  });
  child.once('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}

/**
 * `kill` on a running `npm start` ends npm and its shell and tells nobody below them (npm 11, Debian's sh): Holdfast would
 * go on alone. Being handed to another parent is how that shows.
 *
 * @param {() => void} end
 */
function endWithNpm(end) {
  if (!isUnderNpm()) return; // started by hand, it may outlive the shell
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end();
  }, PARENT_CHECK_MS);
  watch.unref();
}

function isUnderNpm() {
  return process.env['npm_lifecycle_event'] === 'start';
}

/** Whether we belong to a terminal, even with every stream redirected. */
function hasTerminal() {
  if (process.platform === 'win32') return true; // consoles there always tell the whole group
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string[]} flags
 * @returns {number | null} null when none is named, or when what is named is no number (`serve` will say so)
 */
function passwordFdOf(flags) {
  const at = flags.findIndex((flag) => flag.split('=')[0] === '--setup-password-fd');
  if (at === -1) return null;
  const value = flags[at]?.split('=')[1] ?? flags[at + 1] ?? '';
  return /^\d{1,3}$/.test(value) ? Number(value) : null;
}

/**
 * @param {number} fd
 * @returns {string | null} one sentence, or null when it can be read from
 */
function problemWithFd(fd) {
  // Tried with npm 11: Node closes everything above 2 in what npm starts, so the number would name nothing, or worse,
  // something of Node's own.
  if (fd > 2 && isUnderNpm()) {
    return `npm does not pass file descriptor ${fd} on: use --setup-password-fd 0 and give the password on standard input, for example with < password.txt.`;
  }
  try {
    fstatSync(fd);
    return null;
  } catch {
    return `File descriptor ${fd} is not open: redirect something to it, for example with ${fd}< password.txt.`;
  }
}
