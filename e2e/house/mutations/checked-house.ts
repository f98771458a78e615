/**
 * One house for all mutations, looked at as somebody sees it who knows where it lies, and nothing that it says of itself.
 * What turned red and what was green is kept, so that at the end each check has to have been both.
 */
import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CHECKS,
  runChecks,
  thisSystem,
  type CheckResult,
  type HouseToLookAt,
  type State,
  type System,
} from '../../../electron/core/checklist/index.ts';
import { systemFirewalls } from '../../../electron/core/checklist/look-firewall.ts';
import { dataFolder, generationFolder } from '../../../electron/core/kernel/index.ts';
import { createKeyFile, keyFilePath } from '../../../electron/manager/key-file.ts';
import { findMediaTools } from '../../../electron/manager/ffmpeg.ts';
import { generatePassword } from '../../../shared/generate-password.ts';
import { askManager } from '../../fixtures/ask-manager.ts';
import { PROGRAM } from '../../fixtures/program.ts';
import {
  databaseFile,
  makeFilm,
  makeFolder,
  MEMBER,
  mountSmallDisk,
  OWNER,
  startHouse,
  type House,
  type SmallDisk,
} from '../../fixtures/house.ts';

export let house: House;
export let films: string;
export let photos: string;
/** What the video engine says it is, once somebody wrote it there. */
export let engineVersion: string;
/** A disk of its own, to be filled; null where mounting is not permitted. */
export let secondDisk: SmallDisk | null;
/** On another disk where this computer has one. */
export let second: string;
export let view: HouseToLookAt;
export let baseline: Map<string, State>;
/** As Debian's package has it once it was told `ufw enable`. */
export const UFW_ON = '# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n';
export const cleanUps: (() => void)[] = [];

/** What each check was seen as, by a test that means it. */
export const shown = new Map<string, Set<'red' | 'green'>>();
/** Checks whose fault this computer cannot have, with the reason. */
export const notHere = new Map<string, string>();
const show = (id: string, what: 'red' | 'green') => shown.set(id, (shown.get(id) ?? new Set()).add(what));

export async function openChecked(): Promise<void> {
  films = makeFolder();
  await makeFilm(join(films, 'Heron (2001).mp4'));
  photos = makeFolder();
  const engine = makeFolder();
  engineVersion = join(engine, 'version');
  ufw = join(engine, 'ufw.conf');
  writeFileSync(ufw, UFW_ON);
  secondDisk = mountSmallDisk(64);
  const elsewhere = secondDisk?.folder ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
  second = mkdtempSync(join(elsewhere, 'holdfast-second-'));
  cleanUps.push(
    () => rmSync(films, { recursive: true, force: true }),
    () => rmSync(photos, { recursive: true, force: true }),
    () => rmSync(second, { recursive: true, force: true }),
    () => secondDisk?.[Symbol.dispose](),
    () => rmSync(engine, { recursive: true, force: true }),
  );
  house = await startHouse({
    user: true,
    libraries: [`film:${films}`, `photo:${photos}`],
    extraArgs: ['--backup-dir', second, '--ffmpeg', engineIn(engine)],
  });
  await house.login(OWNER.name, OWNER.password);
  await house.login(MEMBER.name, MEMBER.password);
  const kit = await ask<{ identity: string; group: number }>('backups.issueKit');
  const groups = kit.identity.slice('AGE-SECRET-KEY-1'.length).match(/.{1,6}/g)!;
  await ask('backups.confirmKit', { letters: groups[kit.group - 1] });
  await ask('backups.create');
  await ask('incident.saveCard', { helper: 'Ada, next door', provider: '', router: 'The switch at its back', backups: '' }); // prettier-ignore
  // The rehearsal itself is what DB-10's button does below.
  inDatabase('manager', (db) => db.prepare('UPDATE backup_settings SET drilled_at = ?').run(Date.now()));
  view = await lookAt();
  baseline = new Map((await run(view)).map(({ id, state }) => [id, state]));
}

/** The engine of this computer, behind a script that says of itself what a file beside it says. */
function engineIn(folder: string): string {
  const { ffmpeg, ffprobe } = findMediaTools(null);
  assert.ok(ffmpeg !== null && ffprobe !== null, 'ffmpeg is there: build/setup.js --tests');
  const script = join(folder, 'ffmpeg');
  writeFileSync(script, `#!/bin/sh\n[ "$1" = -version ] && [ -f "${engineVersion}" ] && exec /bin/cat "${engineVersion}"\nexec "${ffmpeg}" "$@"\n`); // prettier-ignore
  chmodSync(script, 0o700);
  symlinkSync(ffprobe, join(folder, 'ffprobe'));
  return script;
}

export async function closeChecked(): Promise<void> {
  await house?.[Symbol.asyncDispose]();
  for (const cleanUp of cleanUps) cleanUp();
}

export async function ask<T>(method: string, input: unknown = {}): Promise<T> {
  const answer = await askManager<T>(house.dataDir, method, input);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

export function inDatabase(name: 'manager' | 'server', work: (db: Sqlite.Database) => void): void {
  const db = new Sqlite(databaseFile(house.dataDir, name), { timeout: 5_000 });
  try {
    db.transaction(() => work(db)).immediate();
  } finally {
    db.close();
  }
}

/** As the manager lets somebody in for its own looks, through the door that everybody has. */
async function asGuest<T>(visit: (guest: { name: string; password: string }) => Promise<T>): Promise<T> {
  const name = `Guest ${(guests += 1)}`;
  const password = generatePassword(name);
  const { id } = await ask<{ id: string }>('accounts.create', { name, password, role: 'guest' });
  try {
    return await visit({ name, password });
  } finally {
    await ask('accounts.remove', { id });
  }
}
let guests = 0;

/** The house as somebody sees it who knows where it lies, and nothing that it says of itself. */
async function lookAt(): Promise<HouseToLookAt> {
  const { server, worker } = await house.pids();
  const data = dataFolder(house.dataDir);
  const keys = join(house.configDir, 'holdfast');
  const installation = /^keys-(\w+)\.json$/.exec(readdirSync(keys).find((name) => name.startsWith('keys-'))!)![1]!;
  return {
    addresses: [house.url],
    // This process started the manager, so whatever it starts beside counts as a process of the house.
    pids: { manager: process.pid, server, worker },
    data,
    files: generationFolder(data, readFileSync(data.current, 'utf8').trim()),
    secrets: createKeyFile(keys, installation),
    keyFile: keyFilePath(keys, installation),
    programFolder: join(dirname(PROGRAM), '..', '..'),
    asGuest,
    version: '0.0.0-test',
    ffmpeg: (await house.call<{ ffmpeg: { path: string } | null }>('system.status')).ffmpeg?.path ?? null,
    changedFiles: null,
    // Fifty threads that all load TypeScript would be most of what this file costs; DB-03's own test has the real one.
    integrityProblems: async (paths) => paths.flatMap(damage),
  };
}

function damage(path: string): string[] {
  const db = new Sqlite(path, { readonly: true });
  try {
    return db.pragma('quick_check(1)', { simple: true }) === 'ok' ? [] : [`${path} is damaged.`];
  } finally {
    db.close();
  }
}

/** The firewall of this house's computer is ufw alone, by this file; what else the computer of a test has is not the house's. */
export let ufw: string;
const firewalls = () => systemFirewalls('linux', () => Promise.resolve(null), ufw);

let net = 0;
/** One run from addresses of its own: the limits hold for each of them, and a test asks more often than an owner. */
export function run(looked: HouseToLookAt, system: Partial<System> = {}): Promise<CheckResult[]> {
  net += 1;
  return runChecks(CHECKS, looked, {
    now: Date.now(),
    system: { ...thisSystem, firewalls, sourceNet: `127.84.${net}`, ...system },
  });
}

/** What is not as it was, by id. */
export const changes = (results: readonly CheckResult[]): Record<string, State> =>
  Object.fromEntries(results.filter(({ id, state }) => baseline.get(id) !== state).map(({ id, state }) => [id, state]));

/** Assert that exactly one check turned red, and that its evidence says something. */
export function onlyTurned(results: readonly CheckResult[], id: string, state: State): void {
  const evidence = results
    .filter((one) => baseline.get(one.id) !== one.state)
    .map((one) => `${one.id}: ${one.evidence}`);
  assert.deepEqual(changes(results), { [id]: state }, evidence.join('\n'));
  show(id, 'red');
  if (baseline.get(id) === 'pass') show(id, 'green');
}

/** One check alone, on the house or with another look at it. */
export async function stateOf(
  id: string,
  change: Partial<HouseToLookAt> = {},
  system: Partial<System> = {},
): Promise<State> {
  const checks = CHECKS.filter((check) => check.id === id);
  const options = { now: Date.now(), system: { ...thisSystem, ...system } };
  const [result] = await runChecks(checks, { ...view, ...change }, options);
  show(id, result!.state === 'pass' ? 'green' : 'red');
  return result!.state;
}
