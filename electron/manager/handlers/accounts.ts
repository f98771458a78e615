import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import {
  changeGrants,
  changeRole,
  createAccount,
  demandPasswordChange,
  lastSeenByAccount,
  listAccounts,
  livingSessions,
  removeAccount,
  renameAccount,
  resetPassword,
  revokeSession,
  signOutEverywhere,
  suspendAccount,
} from '../../core/accounts/index.ts';
import { followPause, guestsOf } from '../../core/incident/index.ts';
import type { ManagerCore } from '../core.ts';
import { withSessions } from '../read-sessions.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `accounts.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'instance' | 'clock' | 'sessionsChanged' | 'changed'>;

export function accountHandlers(core: Core): Methods {
  /** What was changed may have ended sessions or hidden a film that plays: the server looks at once. */
  const told = <R extends Result<unknown>>(result: R): R => {
    if (result.ok) {
      core.sessionsChanged();
      core.changed('people');
    }
    return result;
  };
  const exists = (id: string) => listAccounts(core.db).some((account) => account.id === id);
  const noSuchAccount = () => fail('no-such-account', 'There is no such account. See: holdfast call accounts.list');
  const sessions = () => withSessions(core.instance, (read) => livingSessions(read, core.clock.now())) ?? [];
  return {
    'accounts.list': () => {
      const lastSeen = withSessions(core.instance, lastSeenByAccount);
      const living = sessions();
      return ok({
        accounts: listAccounts(core.db).map((account) => {
          const { id, name, role, libraries } = account;
          const seenAt = lastSeen?.get(id);
          return {
            id,
            name,
            role,
            libraries,
            disabled: account.disabled === 1,
            createdAt: moment(account.createdAt),
            passwordChangedAt: moment(account.passwordChangedAt),
            mustChangePassword: account.mustChangePassword === 1,
            lastSeenAt: seenAt === undefined ? null : moment(seenAt),
            sessions: living.filter((session) => session.accountId === id).length,
          };
        }),
      });
    },
    'accounts.create': async (input, actor) => {
      const created = await createAccount(core, { role: 'member', libraries: [], ...input }, actor);
      if (created.ok) {
        followPause(core.db, created.value.id, guestsOf(core.db).arePaused);
        core.changed('people');
      }
      return created;
    },
    'accounts.rename': (input, actor) => told(renameAccount(core, input.id, input.name, actor)),
    'accounts.setGrants': (input, actor) => told(changeGrants(core, input.id, input.libraries, actor)),
    'accounts.setRole': async (input, actor) => {
      const { arePaused } = guestsOf(core.db);
      const changed = await changeRole(core, input, actor);
      if (changed.ok) followPause(core.db, input.id, arePaused);
      return told(changed);
    },
    'accounts.setDisabled': (input, actor) => told(suspendAccount(core, input.id, input.disabled, actor)),
    'accounts.remove': (input, actor) => told(removeAccount(core, input.id, actor)),
    'accounts.resetPassword': async ({ id, password, once = false }, actor) =>
      told(await resetPassword(core, id, { password, once }, actor)),
    'accounts.demandPasswordChange': ({ id }, actor) => {
      if (!exists(id)) return noSuchAccount();
      demandPasswordChange(core, [id], actor);
      return told(ok({}));
    },
    'accounts.sessions': ({ id }) => {
      if (id !== undefined && !exists(id)) return noSuchAccount();
      const wanted = sessions().filter((session) => id === undefined || session.accountId === id);
      return ok({
        sessions: wanted.map((session) => ({
          ...session,
          createdAt: moment(session.createdAt),
          lastSeenAt: moment(session.lastSeenAt),
          expiresAt: moment(session.expiresAt),
        })),
      });
    },
    'accounts.endSession': ({ sessionId }, actor) => {
      const session = sessions().find(({ id }) => id === sessionId);
      if (!session) return fail('no-such-session', 'That device is signed out already.');
      revokeSession(core, session, actor);
      return told(ok({}));
    },
    'accounts.signOutEverywhere': (input, actor) => told(signOutEverywhere(core, input.id, actor)),
  };
}

const moment = (ms: number): string => new Date(ms).toISOString();
