// What is wrong with the backups, and last the key whose button signs everybody out.
import { existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { file, keys, mode, newestBackup, past, row, type Fault } from './by-hand.ts';
import { second, view } from './checked-house.ts';

export const BACKUPS: readonly Fault[] = [
  { id: 'DB-08', what: 'others can read a backup', state: 'fail', make: mode(newestBackup, 0o644), button: 'undoes' },
  { id: 'SEC-08', what: 'nobody has shown that the kit was kept', state: 'warn', make: row('manager', 'backup_settings', '1', { kit_confirmed_at: null }) }, // prettier-ignore
  {
    id: 'DB-06',
    what: 'a plain copy lies among the backups',
    state: 'fail',
    make: file(() => join(view.data.backups, 'manager.db.bak'), `SQLite format 3\0${'x'.repeat(100)}`),
  },
  {
    id: 'DB-07',
    what: 'the second disk is away',
    state: 'fail',
    make() {
      renameSync(second, `${second}-away`);
      return () => renameSync(`${second}-away`, second);
    },
  },
  {
    id: 'DB-10',
    what: 'the last rehearsal was long ago',
    state: 'warn',
    make: row('manager', 'backup_settings', '1', { drilled_at: past(60) }),
    button: 'mends',
  },
  {
    id: 'DB-12',
    what: 'the last backup was not made',
    state: 'fail',
    make: row('manager', 'backup_settings', '1', { problem: 'The disk was full.' }),
    button: 'mends',
  },
  {
    id: 'DB-05',
    what: 'the newest backup is ten days old',
    state: 'fail',
    make() {
      const path = newestBackup();
      const was = statSync(path).mtimeMs / 1000;
      utimesSync(path, was, past(10) / 1000);
      return () => {
        if (existsSync(path)) utimesSync(path, was, was);
      };
    },
    button: 'mends',
  },
  {
    id: 'DB-09',
    what: 'a byte of the newest backup changed',
    state: 'fail',
    make() {
      const path = newestBackup();
      const was = readFileSync(path);
      const { mtimeMs } = statSync(path);
      const changed = Buffer.from(was);
      changed[changed.length - 100]! ^= 1;
      writeFileSync(path, changed);
      utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
      return () => {
        if (!existsSync(path)) return;
        writeFileSync(path, was);
        utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
      };
    },
    button: 'mends',
  },
  // Last: its button signs everybody out.
  {
    id: 'SESS-11',
    what: 'the key is four months old',
    state: 'warn',
    make: keys((entry) =>
      entry.replace(/^v(\d+) \S+/, (_, version) => `v${version} ${new Date(past(120)).toISOString()}`),
    ),
    button: 'mends',
  },
];
