// The keys of the house: where they lie, whether they are fit, and that nobody else sees them.
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { signingKeyProblem } from '../../accounts/index.ts';
import { SECRET_NAMES, SecretsUnavailable } from '../../kernel/index.ts';
import { backupSettings } from '../../backups/index.ts';
import { ago, check, count, DAY_MS, fail, pass, some, warn } from '../check.ts';
import { findFiles, isOpenToOthers, modeText, type FoundFile } from '../look-files.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** SESS-11, SEC-05. */
const ROTATE_AFTER_MS = 90 * DAY_MS;
/** The end of each log that is read through; with eleven files of 10 MB the whole would take too long. */
const LOG_BYTES = 2 * 1024 * 1024;

/** Ask the store; what it cannot answer was not seen. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SecretsUnavailable) throw new Unobservable(error.message);
    throw error;
  }
}

/** Every key there is, to look for where it must not be. */
async function values(look: Look): Promise<string[]> {
  const found = await asked(() => Promise.all(SECRET_NAMES.map((name) => look.house.secrets.get(name))));
  return found.filter((value) => value !== null && value.length >= 8) as string[];
}

/** `.env` files beside our keys, in the data folder and in the program, as the guides have people write them (SEC-03). */
export async function envFiles(look: Look): Promise<FoundFile[]> {
  const { data, keyFile, programFolder } = look.house;
  const found: FoundFile[] = [];
  for (const folder of new Set([data.root, dirname(keyFile), programFolder]))
    for (const name of await readdir(folder).catch(() => []))
      if (/^\.env(\..+)?$/.test(name)) {
        const [file] = await findFiles(join(folder, name));
        const text = file === undefined || file.isFolder ? '' : await readFile(file.path, 'utf8');
        if (/^\s*(?:export\s+)?\w*(?:SECRET|TOKEN|KEY|PASSWORD|PASSPHRASE)\w*\s*=\s*\S/im.test(text)) found.push(file!);
      }
  return found.filter(isOpenToOthers);
}

export const KEYS = [
  check({
    id: 'SEC-01',
    group: 'keys',
    title: 'Keys lie in the keychain of this computer',
    wrong: { warn: 'A copy of old keys lies in a plain file', fail: 'Keys lie in a plain file' },
    severity: 'high',
    why: 'Whoever copies your home folder would have the keys with it.',
    async observe({ house }) {
      const home = await readFile(house.data.keysHome, 'utf8').catch(() => '');
      const file = await stat(house.keyFile).catch(() => null);
      // A keychain that is locked throws, or says that nothing is there: either way nobody saw the keys in it.
      if (file === null && (await asked(() => house.secrets.get('signing-key'))) === null)
        throw new Unobservable('Where they should be, none is seen: it is locked, or somebody took them out.');
      return { home: home.trim(), keyFile: file === null ? null : { path: house.keyFile, mode: file.mode & 0o777 } };
    },
    judge({ home, keyFile }) {
      if (keyFile !== null && home !== 'keychain' && home !== 'passphrase-file')
        return fail(`They are in a plain file, ${keyFile.path} (${modeText(keyFile)}). Where a keychain is, they move there at the next start; else give a passphrase with --secrets-passphrase-fd.`); // prettier-ignore
      if (keyFile !== null) return warn(`A copy of old keys is left in ${keyFile.path}; the next start removes it.`);
      return pass(home === 'passphrase-file' ? 'In a file under your passphrase.' : 'In the system keychain.');
    },
  }),
  check({
    id: 'SESS-02',
    group: 'keys',
    title: 'The key that signs sign-ins is strong',
    wrong: 'The key that signs sign-ins is weak or missing',
    severity: 'critical',
    why: 'With a short or well-known key, anybody can make themselves a sign-in.',
    observe: async ({ house }) => {
      const key = await asked(() => house.secrets.get('signing-key'));
      return { problem: signingKeyProblem(key), letters: key?.length ?? 0 };
    },
    judge({ problem, letters }) {
      if (problem === null) return pass(`${letters} random letters, made on this computer.`);
      const words = { missing: 'There is none', default: 'It is one that other programs were shipped with', 'too-short': `It has ${letters} letters and needs 43`, 'not-random': 'It is not random' }; // prettier-ignore
      return fail(`${words[problem]}. Holdfast makes a new one at its next start.`);
    },
  }),
  check({
    id: 'SESS-11',
    group: 'keys',
    title: 'The key that signs sign-ins is changed in time',
    wrong: { warn: 'The key that signs sign-ins is due to be changed', fail: 'There is no key that signs sign-ins' },
    severity: 'medium',
    why: 'A key that was copied once opens the house until it is changed.',
    observe: async ({ house }) =>
      (await asked(() => house.secrets.list())).find(({ name }) => name === 'signing-key') ?? null,
    judge(key, now) {
      if (key === null) return fail('There is none.');
      if (key.createdAt === null) return warn('Nobody knows how old it is: it was put there by hand.');
      const made = `Made ${ago(now - key.createdAt)}, version ${key.version}.`;
      return now - key.createdAt > ROTATE_AFTER_MS ? warn(`${made} Change it every 90 days.`) : pass(made);
    },
  }),
  check({
    id: 'SEC-03',
    group: 'keys',
    title: 'No file of passwords lies around',
    wrong: 'A file of passwords lies open to others',
    severity: 'medium',
    why: 'An .env file is what other programs on this computer look for first.',
    observe: envFiles,
    judge: (found) =>
      found.length === 0
        ? pass('No .env file that others can read, in the program, the data folder or beside the keys.')
        : fail(`Others can read ${some(found.map((file) => `${file.path} (${modeText(file)})`))}.`),
  }),
  check({
    id: 'SEC-09',
    group: 'keys',
    title: 'No key shows in the list of processes',
    wrong: 'A key shows in the list of processes',
    severity: 'high',
    why: 'Every program on this computer can read what another was started with.',
    async observe(look) {
      const { processes } = look.system;
      const { manager, server, worker } = look.house.pids;
      const secrets = await values(look);
      const pids = await processes.tree([manager, server, worker].filter((pid) => pid !== null));
      const showing: number[] = [];
      for (const pid of pids) {
        const text = `${(await processes.commandLine(pid)).join('\0')}\0${await processes.environment(pid)}`;
        if (secrets.some((secret) => text.includes(secret))) showing.push(pid);
      }
      return { showing, looked: pids.length, secrets: secrets.length };
    },
    judge: ({ showing, looked, secrets }) =>
      showing.length === 0
        ? pass(
            `Looked for ${count(secrets, 'key')} in the arguments and environment of ${count(looked, 'process', 'processes')}.`,
          )
        : fail(`A key stands in what was given to process ${some(showing.map(String))}.`),
  }),
  check({
    id: 'LOG-05',
    group: 'keys',
    title: 'No key or password is in the logs',
    wrong: 'A key or a sign-in stands in the logs',
    severity: 'high',
    why: 'Logs are sent to helpers, and a key in them goes along.',
    async observe(look) {
      const secrets = await values(look);
      const files = (await findFiles(look.house.data.logs)).filter(({ isFolder }) => !isFolder);
      const showing: string[] = [];
      for (const { path } of files) {
        const text = (await readFile(path)).subarray(-LOG_BYTES).toString('utf8');
        // A sign-in token of ours begins like this: {"alg":
        if (secrets.some((secret) => text.includes(secret)) || /\beyJhbGciOi[\w-]+\.[\w-]{20,}\.[\w-]{20,}/.test(text))
          showing.push(path);
        look.signal.throwIfAborted();
      }
      return { showing, looked: files.length };
    },
    judge: ({ showing, looked }) =>
      showing.length === 0
        ? pass(`Looked through ${count(looked, 'log file')} for keys and sign-ins.`)
        : fail(`Found in ${some(showing)}. Change the key, then remove the file.`),
  }),
  check({
    id: 'SEC-08',
    group: 'keys',
    title: 'You have the recovery kit',
    wrong: { warn: 'Nobody has shown that the recovery kit was kept', fail: 'There is no recovery kit' },
    severity: 'high',
    why: 'If this computer is lost, its backups open with nothing else.',
    observe: async (look) => look.readManager((db) => backupSettings(db)),
    judge({ recoveryRecipient, kitConfirmedAt }, now) {
      if (recoveryRecipient === null) return fail('None was made yet. Make one under Backups.');
      return kitConfirmedAt === null
        ? warn('One was made, but nobody has shown that it was kept. Type a group of it under Backups.')
        : pass(`Somebody typed a part of it ${ago(now - kitConfirmedAt)}.`);
    },
  }),
];
