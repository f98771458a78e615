import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AccessRule } from '../../shared/contract/setup.ts';
import { listAccounts, readmitSessions, revokeSessions, suspendAccount } from '../core/accounts/index.ts';
import { record } from '../core/audit/index.ts';
import {
  abandonedPlaybacks,
  changeableProgramFiles,
  envFiles,
  exposedBackups,
  exposedData,
  exposedDatabases,
  foreignAccounts,
  guessPasswords,
  outsideSessions,
  ownBans,
  overlongSessions,
  some,
  unusedAccounts,
  type Look,
} from '../core/checklist/index.ts';
import {
  readHostNames,
  readHouse,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
} from '../core/kernel/index.ts';
import type { BackupJobs } from './backup-jobs.ts';
import { final, undoable, type Mending } from './checklist-mending.ts';
import { rotateSecret, type Rotations } from './rotations.ts';

/** The ways everything else changes these things too. */
export type MendingDeps = {
  readonly db: ManagerDb;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly rotations: Rotations;
  readonly backups: Pick<BackupJobs, 'create' | 'drill'>;
  readonly sessionsChanged: () => void;
  readonly banLifted: (address: string) => boolean;
  /** Null: the worker is not running, or could not. */
  readonly cleanConversions: () => Promise<unknown>;
  readonly pruneRecords: () => void;
  readonly storeAccessRule: (rule: AccessRule, actor: string) => void;
  readonly storeHostNames: (names: readonly string[], actor: string) => void;
};
/** A file's mode before, and the one it was left with. */
type Mode = { readonly path: string; readonly mode: number; readonly left: number };
/** `since`: the last entry of the audit before the account was suspended. */
type Suspended = { readonly id: string; readonly since: number };
/** A setting before, and as it was left. */
type Setting<T> = { readonly before: T; readonly after: T };

const done = (change: () => void): Promise<null> => {
  change();
  return Promise.resolve(null);
};

/** Of two records of one thing the later holds: what was there in between is what somebody wanted. */
const laterOf =
  <T>(keyOf: (one: T) => string) =>
  (earlier: readonly T[], before: readonly T[]): readonly T[] => [
    ...new Map([...earlier, ...before].map((one) => [keyOf(one), one])).values(),
  ];

/** Every mending, by the check it is for. */
export function createMendings(core: MendingDeps): Readonly<Record<string, Mending>> {
  const { db, clock } = core;

  /** Take rights away from everybody else. @param keep the bits that may stay. */
  const modes = (
    about: Pick<Mending, 'label' | 'effect'>,
    find: (look: Look) => Promise<readonly { readonly path: string; readonly mode: number }[]>,
    keep = 0o700,
  ): Mending =>
    undoable<readonly Mode[]>({
      ...about,
      async plan(look, actor) {
        const found = (await find(look)).map(({ path, mode }) => ({ path, mode, left: mode & keep }));
        if (found.length === 0) return null;
        return {
          before: found,
          async apply() {
            const refused: string[] = [];
            for (const { path, left } of found) refused.push(...(await setMode(path, left)));
            const files = found.length - refused.length;
            if (files > 0) record(db, { at: clock.now(), actor, event: 'files.narrowed', detail: { files } });
            return refused.length === 0 ? null : refusedModes(refused);
          },
        };
      },
      read: (stored) =>
        (stored as readonly (Omit<Mode, 'left'> & Partial<Mode>)[]).map((one) => ({ left: one.mode & keep, ...one })),
      merge: laterOf(({ path }) => path),
      async undo(before) {
        const [changedSince, refused]: [string[], string[]] = [[], []];
        let undone = 0;
        for (const { path, mode, left } of before) {
          const is = await modeOf(path);
          if (is === null || is === mode) continue;
          if (is !== left) {
            changedSince.push(path);
            continue;
          }
          const problem = await setMode(path, mode);
          refused.push(...problem);
          undone += 1 - problem.length;
        }
        return { undone, changedSince, refused: refused.length === 0 ? [] : [refusedModes(refused)] };
      },
    });

  /** @param instead what to say when nobody is found. */
  const suspension = (
    about: Pick<Mending, 'label' | 'effect'>,
    find: (look: Look) => Promise<readonly { readonly id: string }[]>,
    instead: (look: Look) => Promise<string | null> = async () => null,
  ): Mending => {
    /** @returns why some could not be, in sentences. */
    const setAll = (ids: readonly string[], disabled: boolean, actor: string): string[] => {
      const refused: string[] = [];
      let changed = 0;
      for (const id of ids) {
        const outcome = suspendAccount(core, id, disabled, actor);
        if (outcome.ok) changed += 1;
        else if (outcome.failure.code !== 'no-such-account') refused.push(`${nameOf(id)}: ${outcome.failure.message}`);
      }
      if (changed > 0) core.sessionsChanged();
      return refused;
    };
    const nameOf = (id: string) => listAccounts(db).find((account) => account.id === id)?.name ?? id;
    const turns = db
      .prepare<[number, string], number>(
        `SELECT count(*) FROM audit WHERE seq > ? AND event IN ('account.suspended', 'account.readmitted')
           AND json_valid(detail) AND detail ->> '$.id' = ?`,
      )
      .pluck();
    return undoable<readonly Suspended[]>({
      ...about,
      async plan(look, actor) {
        const ids = (await find(look)).map(({ id }) => id);
        if (ids.length > 0)
          return {
            before: ids.map((id) => ({ id, since: lastEntry(Number.MAX_SAFE_INTEGER) })),
            apply: async () => setAll(ids, true, actor).join(' ') || null,
          };
        const words = await instead(look);
        return words === null ? null : { before: [], apply: async () => words };
      },
      read: (stored, at) =>
        (stored as readonly (string | Suspended)[]).map((one) =>
          typeof one === 'string' ? { id: one, since: lastEntry(at) } : one,
        ),
      merge: laterOf(({ id }) => id),
      async undo(before, actor) {
        const still = new Set(
          listAccounts(db)
            .filter(({ disabled }) => disabled === 1)
            .map(({ id }) => String(id)),
        );
        const shutOut = before.filter(({ id }) => still.has(id));
        // The mending's own entry is the first; whoever was let in and suspended anew since has more.
        const own = shutOut.filter(({ id, since }) => turns.get(since, id)! <= 1).map(({ id }) => id);
        const refused = setAll(own, false, actor);
        return {
          undone: own.length - refused.length,
          changedSince: shutOut.filter(({ id }) => !own.includes(id)).map(({ id }) => nameOf(id)),
          refused,
        };
      },
    });
  };
  /** The number of the last entry of the audit before a moment (ms since 1970). */
  const lastEntry = (before: number): number =>
    db.prepare<[number], number>('SELECT coalesce(max(seq), 0) FROM audit WHERE at < ?').pluck().get(before)!;

  const signOut = (
    about: Pick<Mending, 'label' | 'effect'>,
    find: (look: Look) => readonly { readonly id: string }[],
  ): Mending =>
    undoable<readonly string[]>({
      ...about,
      async plan(look, actor) {
        const ids = find(look).map(({ id }) => id);
        if (ids.length === 0) return null;
        return {
          before: ids,
          apply: () =>
            done(() => {
              db.transaction(() => {
                revokeSessions(db, ids, clock.now());
                record(db, { at: clock.now(), actor, event: 'sessions.ended', detail: { sessions: ids } });
              }).immediate();
              core.sessionsChanged();
            }),
        };
      },
      read: (stored) => stored as readonly string[],
      merge: laterOf((id) => id),
      async undo(before, actor) {
        db.transaction(() => {
          readmitSessions(db, before);
          record(db, { at: clock.now(), actor, event: 'sessions.readmitted', detail: { sessions: before } });
        }).immediate();
        core.sessionsChanged();
        return { undone: before.length, changedSince: [], refused: [] };
      },
    });

  /** A setting that is changed to one that is safe. */
  const setting = <T>(
    about: Pick<Mending, 'label' | 'effect'>,
    given: {
      /** For `changedSince`. */
      readonly name: string;
      readonly safe: T;
      readonly isSafe: (now: T) => boolean;
      readonly get: () => T;
      readonly set: (value: T, actor: string) => void;
    },
  ): Mending => {
    const { name, safe, isSafe, get, set } = given;
    return undoable<Setting<T>>({
      ...about,
      async plan(_look, actor) {
        const before = get();
        return isSafe(before) ? null : { before: { before, after: safe }, apply: () => done(() => set(safe, actor)) };
      },
      // Without `after` it was stored by a version that kept what was there alone.
      read: (stored) =>
        isDeepStrictEqual(Object.keys(Object(stored)).toSorted(), ['after', 'before'])
          ? (stored as Setting<T>)
          : { before: stored as T, after: safe },
      async undo({ before, after }, actor) {
        const now = get();
        const isOurs = isDeepStrictEqual(now, after);
        if (isOurs) set(before, actor);
        const isOther = !isOurs && !isDeepStrictEqual(now, before);
        return { undone: Number(isOurs), changedSince: isOther ? [name] : [], refused: [] };
      },
    });
  };

  const backUp = async (_look: Look, actor: string) => ({
    async apply() {
      const made = await core.backups.create(actor);
      return made.ok ? null : made.failure.message;
    },
  });

  return {
    'AUTH-01': suspension(
      { label: 'Suspend them', effect: 'Whoever has such a password is shut out until you give them another.' },
      async (look) => (await guessPasswords(look)).found,
    ),
    'AUTH-12': suspension(
      { label: 'Suspend them', effect: 'Accounts nobody used for 90 days are shut out. Nothing of theirs is lost.' },
      async (look) => unusedAccounts(look),
    ),
    // Whoever the record calls an owner and lost that is no stranger: suspending would shut the owner out.
    'INC-06': suspension(
      { label: 'Suspend them', effect: 'Whoever got in, or got more rights, behind the record is shut out at once.' },
      async (look) =>
        (await foreignAccounts(look))
          .filter(({ account, known }) => account.disabled === 0 && known !== 'owner')
          .map(({ account }) => account),
      async (look) => {
        const owner = (await foreignAccounts(look)).find(({ known }) => known === 'owner');
        return owner === undefined ? null : `${owner.account.name} is an owner by the record. Give the role back under People.`; // prettier-ignore
      },
    ),
    'SESS-01': signOut(
      { label: 'Sign them out', effect: 'Devices that stayed signed in for too long sign in anew.' },
      overlongSessions,
    ),
    'SESS-05': signOut(
      { label: 'Sign them out', effect: 'Devices outside are signed out; they cannot come back from there.' },
      outsideSessions,
    ),
    'SESS-11': final({
      label: 'Make a new key',
      effect: 'Everyone is signed out and signs in anew. This cannot be undone.',
      async plan(_look, actor) {
        return {
          async apply() {
            const rotation = core.rotations['signing-key'];
            if (rotation === undefined) return 'This version cannot change it.';
            await rotateSecret(core, 'signing-key', rotation, actor);
            return null;
          },
        };
      },
    }),
    'NET-02': setting<AccessRule>(
      {
        label: 'Home only',
        effect: 'Only devices on your home’s own networks can connect; all others are cut off at once.',
      },
      {
        name: 'who may connect',
        safe: { kind: 'home' },
        isSafe: ({ kind }) => kind !== 'custom',
        get: () => JSON.parse(readHouse(db).accessRule) as AccessRule,
        set: core.storeAccessRule,
      },
    ),
    'TLS-10': setting<readonly string[]>(
      {
        label: 'Remove the names',
        effect: 'The server answers to its addresses and this computer’s own name alone.',
      },
      {
        name: 'the names it answers to',
        safe: [],
        isSafe: (names) => names.length === 0,
        get: () => readHostNames(db),
        set: core.storeHostNames,
      },
    ),
    'HTTP-10': final({
      label: 'Lift the ban',
      effect: 'This computer may sign in again.',
      async plan(look, actor) {
        const own = ownBans(look);
        if (own.length === 0) return null;
        return {
          async apply() {
            for (const { address } of own) {
              if (!core.banLifted(address)) return 'The server is not running. Open the house first.';
              record(db, { at: clock.now(), actor, event: 'network.ban-lifted', detail: { address } });
            }
            return null;
          },
        };
      },
    }),
    'MED-03': modes(
      { label: 'Repair', effect: 'Other users of this computer can no longer open these files.' },
      exposedData,
    ),
    'DB-02': modes(
      { label: 'Repair', effect: 'Other users of this computer can no longer open the databases.' },
      exposedDatabases,
    ),
    'DB-08': modes(
      { label: 'Repair', effect: 'Other users of this computer can no longer open the backups.' },
      exposedBackups,
    ),
    'SEC-03': modes(
      {
        label: 'Close the file',
        effect: 'Other users of this computer can no longer read it. Remove it if nothing needs it.',
      },
      envFiles,
    ),
    'DSK-03': modes(
      { label: 'Repair', effect: 'Other users of this computer can no longer change the program.' },
      changeableProgramFiles,
      0o755,
    ),
    'MED-05': final({
      label: 'Clean up',
      effect: 'Removes what was made for films nobody watches now. It is made again when asked for.',
      async plan(look) {
        return {
          async apply() {
            if ((await core.cleanConversions()) === null) return 'The process that converts is not running.';
            // What a worker that is gone left behind is nobody's.
            const folder = join(core.instance.data.cache, 'playback');
            for (const playback of (await abandonedPlaybacks(look)).old)
              await rm(join(folder, playback), { recursive: true, force: true });
            return null;
          },
        };
      },
    }),
    'LOG-06': final({
      label: 'Clean up',
      effect: 'Removes entries after 180 days and lines after 30, as it is done every night. This cannot be undone.',
      async plan() {
        return { apply: () => done(core.pruneRecords) };
      },
    }),
    'DB-05': final({ label: 'Back up now', effect: 'Makes a backup and proves it. Takes a moment.', plan: backUp }),
    'DB-09': final({
      label: 'Back up now',
      effect: 'Makes a new backup and proves it; the damaged one stays.',
      plan: backUp,
    }),
    'DB-12': final({
      label: 'Try again',
      effect: 'Makes a backup now and copies it to the second folder.',
      plan: backUp,
    }),
    'DB-10': final({
      label: 'Rehearse now',
      effect: 'Restores the newest backup beside the house, signs in there and wipes it. Nothing of yours is touched.',
      async plan(_look, actor) {
        return {
          async apply() {
            const drilled = await core.backups.drill(actor);
            return drilled.ok ? null : drilled.failure.message;
          },
        };
      },
    }),
  };
}

/** @returns what was refused, if it was; what is gone needs nothing. */
async function setMode(path: string, mode: number): Promise<string[]> {
  try {
    await chmod(path, mode);
    return [];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? [] : [`${path} (${code})`];
  }
}

const refusedModes = (refused: readonly string[]): string =>
  `Could not be changed: ${some(refused)}. Change that as the user it belongs to.`;

/** null: there is no such file. */
async function modeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
