import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessRule } from '../../shared/contract/setup.ts';
import { currentBans, readmitSessions, revokeSessions, suspendAccount } from '../core/accounts/index.ts';
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
  overlongSessions,
  unusedAccounts,
  type Look,
} from '../core/checklist/index.ts';
import {
  readHouse,
  type Clock,
  type Instance,
  type Log,
  type ManagerDb,
  type SecretStore,
} from '../core/kernel/index.ts';
import { isLoopback } from '../core/network/index.ts';
import type { BackupJobs } from './backup-jobs.ts';
import { rotateSecret, type Rotations } from './rotations.ts';

/** What a mending is about to do; nothing was changed yet. */
export type Plan = {
  /** What was there, as JSON values, for `undo`; null when nothing can bring it back. It is stored before `apply`. */
  readonly before: unknown;
  /** @returns why it could not be done, in a sentence, or null. */
  readonly apply: () => Promise<string | null>;
};

/** How what a check found is put right, on the real thing and by the same ways as everything else. */
export type Mending = {
  readonly label: string;
  /** What it does, for the owner to read before pressing. */
  readonly effect: string;
  /** null: there is nothing to mend. */
  readonly plan: (look: Look, actor: string) => Promise<Plan | null>;
  /** Puts back what `before` holds. @returns why it could not, or null. */
  readonly undo?: (before: never, actor: string) => Promise<string | null>;
  /** What was there before an earlier press that nobody undid, and before this one; without it this one's alone counts. */
  readonly merge?: (earlier: never, before: never) => unknown;
};

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
const bothIds = (earlier: never, before: never): readonly string[] => [
  ...new Set([...(earlier as readonly string[]), ...(before as readonly string[])]),
];
type Mode = { readonly path: string; readonly mode: number };

const done = (change: () => void): Promise<null> => {
  change();
  return Promise.resolve(null);
};

/** Every mending, by the check it is for. */
export function createMendings(core: MendingDeps): Readonly<Record<string, Mending>> {
  const { db, clock } = core;

  /** Take rights away from everybody else. @param keep the bits that may stay. */
  const modes = (
    about: Pick<Mending, 'label' | 'effect'>,
    find: (look: Look) => Promise<readonly Mode[]>,
    keep = 0o700,
  ): Mending => ({
    ...about,
    async plan(look, actor) {
      const found = await find(look);
      if (found.length === 0) return null;
      return {
        before: found.map(({ path, mode }) => ({ path, mode })),
        async apply() {
          for (const { path, mode } of found) {
            const problem = await setMode(path, mode & keep);
            if (problem !== null) return problem;
          }
          record(db, { at: clock.now(), actor, event: 'files.narrowed', detail: { files: found.length } });
          return null;
        },
      };
    },
    // A file that was changed twice had its own mode before the first.
    merge(earlier: never, before: never) {
      const first = earlier as readonly Mode[];
      return [...first, ...(before as readonly Mode[]).filter(({ path }) => !first.some((one) => one.path === path))];
    },
    async undo(before: never) {
      for (const { path, mode } of before as readonly Mode[]) {
        const isThere = await stat(path).then(
          () => true,
          () => false,
        );
        const problem = isThere ? await setMode(path, mode) : null;
        if (problem !== null) return problem;
      }
      return null;
    },
  });

  const suspension = (
    about: Pick<Mending, 'label' | 'effect'>,
    find: (look: Look) => Promise<readonly { readonly id: string }[]>,
  ): Mending => {
    const setAll = (ids: readonly string[], disabled: boolean, actor: string): string | null => {
      for (const id of ids) {
        const changed = suspendAccount(core, id, disabled, actor);
        if (!changed.ok && changed.failure.code !== 'no-such-account') return changed.failure.message;
      }
      core.sessionsChanged();
      return null;
    };
    return {
      ...about,
      async plan(look, actor) {
        const ids = (await find(look)).map(({ id }) => id);
        return ids.length === 0 ? null : { before: ids, apply: async () => setAll(ids, true, actor) };
      },
      merge: bothIds,
      undo: async (before: never, actor) => setAll(before as readonly string[], false, actor),
    };
  };

  const signOut = (
    about: Pick<Mending, 'label' | 'effect'>,
    find: (look: Look) => readonly { readonly id: string }[],
  ): Mending => ({
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
    merge: bothIds,
    undo: (before: never, actor) =>
      done(() => {
        db.transaction(() => {
          readmitSessions(db, before);
          record(db, { at: clock.now(), actor, event: 'sessions.readmitted', detail: { sessions: before } });
        }).immediate();
        core.sessionsChanged();
      }),
  });

  // Whoever the record calls an owner and lost that is no stranger: suspending would shut the owner out.
  const strangers = suspension(
    { label: 'Suspend them', effect: 'Whoever got in, or got more rights, behind the record is shut out at once.' },
    async (look) =>
      (await foreignAccounts(look))
        .filter(({ account, known }) => account.disabled === 0 && known !== 'owner')
        .map(({ account }) => account),
  );

  const hostNames = () => db.prepare<[], string>('SELECT name FROM host_name ORDER BY name').pluck().all();

  const backUp: Mending['plan'] = async (_look, actor) => ({
    before: null,
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
    'INC-06': {
      ...strangers,
      async plan(look, actor) {
        const plan = await strangers.plan(look, actor);
        const owner = (await foreignAccounts(look)).find(({ known }) => known === 'owner');
        if (plan !== null || owner === undefined) return plan;
        return { before: [], apply: async () => `${owner.account.name} is an owner by the record. Give the role back under People.` }; // prettier-ignore
      },
    },
    'SESS-01': signOut(
      { label: 'Sign them out', effect: 'Devices that stayed signed in for too long sign in anew.' },
      overlongSessions,
    ),
    'SESS-05': signOut(
      { label: 'Sign them out', effect: 'Devices outside are signed out; they cannot come back from there.' },
      outsideSessions,
    ),
    'SESS-11': {
      label: 'Make a new key',
      effect: 'Everyone is signed out and signs in anew. This cannot be undone.',
      async plan(_look, actor) {
        return {
          before: null,
          async apply() {
            const rotation = core.rotations['signing-key'];
            if (rotation === undefined) return 'This version cannot change it.';
            await rotateSecret(core, 'signing-key', rotation, actor);
            return null;
          },
        };
      },
    },
    'NET-02': {
      label: 'Home only',
      effect: 'Only devices on your home’s own networks can connect; all others are cut off at once.',
      async plan(_look, actor) {
        const rule = JSON.parse(readHouse(db).accessRule) as AccessRule;
        if (rule.kind !== 'custom') return null;
        return { before: rule, apply: () => done(() => core.storeAccessRule({ kind: 'home' }, actor)) };
      },
      undo: (before: never, actor) => done(() => core.storeAccessRule(before, actor)),
    },
    'TLS-10': {
      label: 'Remove the names',
      effect: 'The server answers to its addresses and this computer’s own name alone.',
      async plan(_look, actor) {
        const names = hostNames();
        if (names.length === 0) return null;
        return { before: names, apply: () => done(() => core.storeHostNames([], actor)) };
      },
      undo: (before: never, actor) => done(() => core.storeHostNames(before, actor)),
    },
    'HTTP-10': {
      label: 'Lift the ban',
      effect: 'This computer may sign in again.',
      async plan(look, actor) {
        const own = look
          .readServer((server) => currentBans(server, look.now))
          .filter(({ address }) => isLoopback(address));
        if (own.length === 0) return null;
        return {
          before: null,
          async apply() {
            for (const { address } of own) {
              if (!core.banLifted(address)) return 'The server is not running. Open the house first.';
              record(db, { at: clock.now(), actor, event: 'network.ban-lifted', detail: { address } });
            }
            return null;
          },
        };
      },
    },
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
    'MED-05': {
      label: 'Clean up',
      effect: 'Removes what was made for films nobody watches now. It is made again when asked for.',
      async plan(look) {
        return {
          before: null,
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
    },
    'LOG-06': {
      label: 'Clean up',
      effect: 'Removes entries after 180 days and lines after 30, as it is done every night. This cannot be undone.',
      async plan() {
        return { before: null, apply: () => done(core.pruneRecords) };
      },
    },
    'DB-05': { label: 'Back up now', effect: 'Makes a backup and proves it. Takes a moment.', plan: backUp },
    'DB-09': { label: 'Back up now', effect: 'Makes a new backup and proves it; the damaged one stays.', plan: backUp },
    'DB-12': { label: 'Try again', effect: 'Makes a backup now and copies it to the second folder.', plan: backUp },
    'DB-10': {
      label: 'Rehearse now',
      effect: 'Restores the newest backup beside the house, signs in there and wipes it. Nothing of yours is touched.',
      async plan(_look, actor) {
        return {
          before: null,
          async apply() {
            const drilled = await core.backups.drill(actor);
            return drilled.ok ? null : drilled.failure.message;
          },
        };
      },
    },
  };
}

async function setMode(path: string, mode: number): Promise<string | null> {
  try {
    await chmod(path, mode);
    return null;
  } catch (error) {
    return `${path} could not be changed (${(error as NodeJS.ErrnoException).code}). Change it as the user it belongs to.`;
  }
}
