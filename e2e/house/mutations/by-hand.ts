/** Faults as somebody makes them who can write to this computer, and the way back from each. */
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../../electron/core/checklist/index.ts';
import { MEMBER } from '../../fixtures/house.ts';
import { inDatabase, view } from './checked-house.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type Undo = () => void | Promise<void>;
export type Fault = {
  readonly id: string;
  readonly what: string;
  readonly state: State;
  readonly make: () => Undo | Promise<Undo>;
  /** What the button does: mends, or mends so that it can be undone. */
  readonly button?: 'mends' | 'undoes';
};

/** Change a database by hand, and back. */
export const sql =
  (name: 'manager' | 'server', there: string | readonly string[], back: string | readonly string[]) => (): Undo => {
    const all = (statements: string | readonly string[]) =>
      inDatabase(name, (db) => [statements].flat().forEach((statement) => db.exec(statement as string)));
    all(there);
    return () => all(back);
  };
/** Change columns of one row by hand, and back to what they were. */
export const row =
  (name: 'manager' | 'server', table: string, where: string, values: Record<string, string | number | null>) =>
  (): Undo => {
    const columns = Object.keys(values);
    const set = (to: Record<string, unknown>) =>
      inDatabase(name, (db) =>
        db
          .prepare(`UPDATE ${table} SET ${columns.map((column) => `${column} = @${column}`).join(', ')} WHERE ${where}`)
          .run(to),
      );
    let was: Record<string, unknown> = {};
    inDatabase(name, (db) => {
      was = db.prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE ${where}`).get() as Record<string, unknown>;
    });
    set(values);
    return () => set(was);
  };
export const file =
  (path: () => string, content: string, mode = 0o600, age = 0) =>
  (): Undo => {
    mkdirSync(join(path(), '..'), { recursive: true, mode: 0o700 });
    writeFileSync(path(), content);
    chmodSync(path(), mode);
    const at = (Date.now() - age) / 1000;
    utimesSync(path(), at, at);
    return () => rmSync(path(), { force: true });
  };
export const mode = (path: () => string, bits: number) => (): Undo => {
  const was = statSync(path()).mode & 0o777;
  chmodSync(path(), bits);
  return () => {
    if (existsSync(path())) chmodSync(path(), was);
  };
};
export const newestBackup = (): string =>
  readdirSync(view.data.backups)
    .filter((name) => name.endsWith('.age'))
    .map((name) => join(view.data.backups, name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]!;
export const stored = (): Record<string, string> =>
  JSON.parse(readFileSync(view.keyFile, 'utf8')) as Record<string, string>;
export const signingKey = (): string => stored()['signing-key']!.split(' ').at(-1)!;
/** Somebody changes the file of keys; a key that was rotated meanwhile stays. */
export const keys = (change: (entry: string) => string) => (): Undo => {
  const was = stored();
  const changed = { ...was, 'signing-key': change(was['signing-key']!) };
  writeFileSync(view.keyFile, JSON.stringify(changed));
  return () => {
    if (stored()['signing-key'] === changed['signing-key']) writeFileSync(view.keyFile, JSON.stringify(was));
  };
};
export const started = async (child: ChildProcess): Promise<Undo> => {
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return () =>
    new Promise((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
};
export const past = (days: number): number => Date.now() - days * DAY_MS;
export const isMember = `name = '${MEMBER.name}'`;
