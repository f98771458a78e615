import { generatePassword } from '../../shared/generate-password.ts';
import { createAccount, removeAccount } from '../core/accounts/index.ts';
import { newId, type Clock, type ManagerDb } from '../core/kernel/index.ts';

const NAME = 'Holdfast checklist';
const ACTOR = 'holdfast';

/**
 * Lets somebody made up in for as long as the checklist looks: a guest who may see nothing, under a password that nobody
 * ever reads. Both comings and goings stand in the audit like anybody's.
 */
export function createGuests(deps: { readonly db: ManagerDb; readonly clock: Clock }) {
  const { db } = deps;
  return {
    lend: async <T>(visit: (guest: { readonly name: string; readonly password: string }) => Promise<T>): Promise<T> => {
      const name = `${NAME} ${newId().slice(0, 8)}`;
      const password = generatePassword(name);
      const made = await createAccount(deps, { name, password, role: 'guest', libraries: [] }, ACTOR);
      if (!made.ok) throw new Error(made.failure.message);
      try {
        return await visit({ name, password });
      } finally {
        if (db.open) removeAccount(deps, made.value.id, ACTOR);
      }
    },

    /** One that a crash, or a backup made in that moment, left behind. By the record, so that nobody's own name goes. */
    removeLeft(): void {
      const left = db
        .prepare<[string], string>(
          `SELECT a.id FROM account a WHERE a.role = 'guest' AND a.name LIKE '${NAME} %' AND EXISTS
             (SELECT 1 FROM audit WHERE event = 'account.created' AND actor = ? AND json_valid(detail)
              AND json_extract(detail, '$.id') = a.id)`,
        )
        .pluck()
        .all(ACTOR);
      for (const id of left) removeAccount(deps, id, ACTOR);
    },
  };
}
