// The record of who did what, and the databases behind everything.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AUDIT_RETENTION_MS, isAuditKey, verifyInSteps } from '../../audit/index.ts';
import { openTasks } from '../../maintenance/index.ts';
import { openReadOnly, SecretsUnavailable } from '../../kernel/index.ts';
import { ago, check, count, DAY_MS, fail, pass, some, warn } from '../check.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** LOG-06: ten files of 10 MB a process, three processes, and one day until the next pruning. */
const MOST_LOG_BYTES = 3 * 11 * 10 * 1024 ** 2;
const LOG_DAYS_MS = 31 * DAY_MS;
const PRUNE_DAY_MS = DAY_MS;

/** Log files older than LOG-06 keeps them. */
const oldLogs = async (look: Look) => {
  const { logs } = look.house.data;
  const names = (await readdir(logs)).filter((name) => /\.log(\.\d+)?$/.test(name));
  const files = await Promise.all(names.map(async (name) => ({ name, stat: await stat(join(logs, name)) })));
  return {
    bytes: files.reduce((sum, file) => sum + file.stat.size, 0),
    old: files
      .filter((file) => file.stat.size > 0 && look.now - file.stat.mtimeMs > LOG_DAYS_MS)
      .map(({ name }) => name),
  };
};

export const RECORDS = [
  check({
    id: 'LOG-07',
    group: 'records',
    title: 'The record of who did what was not tampered with',
    wrong: 'The record of who did what was tampered with',
    severity: 'critical',
    why: 'A burglar who can change the record leaves no trace.',
    async observe(look) {
      const { secrets, files } = look.house;
      const key = await secrets.get('audit-key').catch((error: unknown) => {
        if (error instanceof SecretsUnavailable) throw new Unobservable(error.message);
        throw error;
      });
      if (!isAuditKey(key)) throw new Unobservable('The key that seals it is not there.');
      const snapshot = openReadOnly(files.managerDb);
      try {
        snapshot.exec('BEGIN');
        const steps = verifyInSteps(snapshot, key);
        for (;;) {
          const step = steps.next();
          if (step.done) return step.value;
          await nextTurn(undefined, { signal: look.signal });
        }
      } finally {
        snapshot.close();
      }
    },
    judge: ({ broken, entries, oldKeyThrough }) =>
      broken !== null
        ? fail(`Entry ${broken.seq} is not what was written (${broken.problem}). Keep a copy of manager.db, then close the house.`)
        : pass(`${count(entries, 'entry', 'entries')}, each sealed${oldKeyThrough === null ? '' : `, up to ${oldKeyThrough} with an earlier key`}.`), // prettier-ignore
  }),
  check({
    id: 'LOG-06',
    group: 'records',
    title: 'Records are kept no longer than they are needed',
    wrong: 'Records are kept too long, or take too much room',
    severity: 'low',
    why: 'Old records tell who was at home when, and fill the disk.',
    observe: async (look) => {
      const oldest = look.readManager((db) =>
        db.prepare<[], number>('SELECT at FROM audit ORDER BY seq LIMIT 1').pluck().get(),
      );
      return { ...(await oldLogs(look)), auditAge: oldest === undefined ? 0 : look.now - oldest };
    },
    judge({ bytes, old, auditAge }) {
      if (old.length > 0) return warn(`Not written to for a month: ${some(old)}.`);
      if (auditAge > AUDIT_RETENTION_MS + PRUNE_DAY_MS)
        return warn(`The oldest entry is of ${Math.floor(auditAge / DAY_MS)} days ago.`);
      const size = `${Math.ceil(bytes / 1024 ** 2).toLocaleString('en')} MB of logs`;
      return bytes > MOST_LOG_BYTES ? warn(`${size}.`) : pass(`${size}; the oldest entry is of ${Math.floor(auditAge / DAY_MS)} days ago.`); // prettier-ignore
    },
  }),
  check({
    id: 'DB-03',
    group: 'records',
    title: 'The databases are sound',
    wrong: 'A database is damaged',
    severity: 'high',
    why: 'Damage spreads, and a backup of a damaged database is one too.',
    observe: ({ house: { files, integrityProblems }, signal }) =>
      integrityProblems([files.managerDb, files.serverDb, files.libraryDb], signal),
    judge: (found) =>
      found.length === 0 ? pass('Looked through all three, page by page.') : fail(`${some(found)} Restore a backup.`),
  }),
  check({
    id: 'MNT-15',
    group: 'records',
    title: 'Nothing in the maintenance calendar waits for you',
    wrong: {
      warn: 'Something in the maintenance calendar is due',
      fail: 'Something in the maintenance calendar is overdue',
    },
    severity: 'low',
    why: 'What nobody looks at from time to time is found out when it has failed for months.',
    observe: async (look) => look.readManager((db) => openTasks(db, look.now)),
    judge(open, now) {
      const words = (tasks: typeof open) =>
        some(
          tasks.map(({ title, dueAt }) => `${title} (since ${ago(now - dueAt)})`),
          3,
        );
      const overdue = open.filter(({ isOverdue }) => isOverdue);
      // REQUIREMENTS 13: to be looked at when due, failed when a whole period later.
      if (overdue.length > 0) return fail(`Overdue: ${words(overdue)}.`);
      return open.length > 0 ? warn(`Due: ${words(open)}.`) : pass('Everything that was due was done or put off.');
    },
  }),
];
