import type { Handlers } from '../../../shared/contract/index.ts';
import { ok, type Result } from '../../../shared/result.ts';
import {
  changeGrants,
  changeRole,
  createAccount,
  listAccounts,
  removeAccount,
  resetPassword,
  signOutEverywhere,
  suspendAccount,
} from '../../core/accounts/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `accounts.${string}`>>;

export function accountHandlers(core: ManagerCore): Methods {
  /** What was changed may have ended sessions or hidden a film that plays: the server looks at once. */
  const told = <R extends Result<unknown>>(result: R): R => {
    if (result.ok) {
      core.sessionsChanged();
      core.changed('people');
    }
    return result;
  };
  return {
    'accounts.list': () =>
      ok({
        accounts: listAccounts(core.db).map(({ id, name, role, disabled, libraries }) => ({
          id,
          name,
          role,
          disabled: disabled === 1,
          libraries,
        })),
      }),
    'accounts.create': async (input, actor) => {
      const created = await createAccount(core, { role: 'member', libraries: [], ...input }, actor);
      if (created.ok) core.changed('people');
      return created;
    },
    'accounts.setGrants': (input, actor) => told(changeGrants(core, input.id, input.libraries, actor)),
    'accounts.setRole': async (input, actor) => told(await changeRole(core, input, actor)),
    'accounts.setDisabled': (input, actor) => told(suspendAccount(core, input.id, input.disabled, actor)),
    'accounts.remove': (input, actor) => told(removeAccount(core, input.id, actor)),
    'accounts.resetPassword': async (input, actor) => told(await resetPassword(core, input.id, input.password, actor)),
    'accounts.signOutEverywhere': (input, actor) => told(signOutEverywhere(core, input.id, actor)),
  };
}
