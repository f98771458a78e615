// What is wrong with people, sign-ins and the record of them, and the button that mends it.
import { hashPassword } from '../../../electron/core/accounts/index.ts';
import { newEpoch, newId } from '../../../electron/core/kernel/index.ts';
import { OWNER } from '../../fixtures/house.ts';
import { DAY_MS, isMember, past, row, sql, type Fault } from './by-hand.ts';
import { inDatabase } from './checked-house.ts';

const intruder = newId();
const EVERY_TASK = Array.from({ length: 22 }, (_, at) => String(at + 1).padStart(2, '0'));

export const PEOPLE: readonly Fault[] = [
  {
    id: 'AUTH-01',
    what: 'somebody has the password admin',
    state: 'fail',
    make: async () => row('manager', 'account', isMember, { password_hash: await hashPassword('admin') })(),
    button: 'undoes',
  },
  {
    id: 'AUTH-09',
    what: 'a password is stored without slowness',
    state: 'fail',
    make: row('manager', 'account', isMember, { password_hash: '5f4dcc3b5aa765d61d8327deb882cf99' }),
  },
  {
    id: 'AUTH-10',
    what: 'the owner is the only one',
    state: 'warn',
    make: row('manager', 'account', isMember, { disabled: 1 }),
  },
  {
    id: 'AUTH-12',
    what: 'somebody has not been here for months',
    state: 'warn',
    make() {
      const created = row('manager', 'account', isMember, { created_at: past(120) })();
      const seen = row('server', 'session', `account_id <> (SELECT account_id FROM session ORDER BY created_at LIMIT 1)`, { last_seen_at: past(110), ended_at: past(110) })(); // prettier-ignore
      return async () => {
        await seen();
        await created();
      };
    },
    button: 'undoes',
  },
  {
    id: 'AUTH-20',
    what: 'a password is seven months old',
    state: 'warn',
    make: row('manager', 'account', isMember, { password_changed_at: past(210) }),
  },
  {
    id: 'INC-06',
    what: 'an account was put into the database by hand',
    state: 'fail',
    make: sql(
      'manager',
      `INSERT INTO account (id, name, name_key, role, password_hash, password_changed_at, epoch, created_at)
       SELECT '${intruder}', 'helper', 'helper', 'owner', password_hash, password_changed_at, '${newEpoch()}', created_at + 1
       FROM account WHERE ${isMember}`,
      `DELETE FROM account WHERE id = '${intruder}'`,
    ),
    button: 'undoes',
  },
  {
    id: 'INC-06',
    what: 'a role was changed by hand',
    state: 'fail',
    make: row('manager', 'account', `name = '${OWNER.name}'`, { role: 'member' }),
  },
  {
    id: 'SESS-01',
    what: 'a device stays signed in for months',
    state: 'warn',
    make: row('server', 'session', 'ended_at IS NULL', { expires_at: Date.now() + 90 * DAY_MS }),
    button: 'undoes',
  },
  {
    id: 'SESS-05',
    what: 'somebody is signed in from outside',
    state: 'warn',
    make: row('server', 'session', 'ended_at IS NULL', { address: '203.0.113.9' }),
    button: 'undoes',
  },
  {
    id: 'LOG-07',
    what: 'an entry of the record was changed',
    state: 'fail',
    make() {
      const change = (actor: string) =>
        inDatabase('manager', (db) => {
          const trigger = db
            .prepare("SELECT sql FROM sqlite_schema WHERE name = 'audit_never_changes'")
            .pluck()
            .get() as string;
          db.exec('DROP TRIGGER audit_never_changes');
          db.prepare("UPDATE audit SET actor = ? WHERE event = 'house.set-up'").run(actor);
          db.exec(trigger);
        });
      change('nobody');
      return () => change('owner:command-line');
    },
  },
  {
    id: 'MNT-15',
    what: 'what is to be done every day is due',
    state: 'warn',
    // Somebody looked for a newer Holdfast (UPD-01).
    make() {
      const back = row('manager', 'house', 'id = 1', { set_up_at: past(1) })();
      const undone = sql(
        'manager',
        `INSERT INTO maintenance_done (task_id, at, actor, evidence) VALUES ('MNT-05', ${past(0)}, 'owner:window', '')`,
        "DELETE FROM maintenance_done WHERE task_id = 'MNT-05'",
      )();
      return async () => {
        await undone();
        await back();
      };
    },
  },
  {
    id: 'MNT-15',
    what: 'nobody looked after anything for eighty days but for updates',
    state: 'fail',
    make() {
      const back = row('manager', 'house', 'id = 1', { set_up_at: past(80) })();
      const undone = sql(
        'manager',
        `INSERT INTO maintenance_done (task_id, at, actor, evidence) VALUES ('MNT-05', ${past(1)}, 'owner:window', '')`,
        "DELETE FROM maintenance_done WHERE task_id = 'MNT-05'",
      )();
      return async () => {
        await undone();
        await back();
      };
    },
  },
  {
    id: 'INC-14',
    what: 'nobody practised closing for a quarter',
    state: 'warn',
    // All of the calendar was done today.
    make() {
      const back = row('manager', 'house', 'id = 1', { set_up_at: past(100) })();
      const undone = sql(
        'manager',
        `INSERT INTO maintenance_done (task_id, at, actor, evidence)
         SELECT 'MNT-' || value, ${Date.now()}, 'owner:window', '' FROM json_each('${JSON.stringify(EVERY_TASK)}')`,
        'DELETE FROM maintenance_done',
      )();
      return async () => {
        await undone();
        await back();
      };
    },
  },
  {
    id: 'UPD-01',
    what: 'nobody looked for a newer one in nine days',
    state: 'warn',
    // All the rest of the calendar was done since.
    make() {
      const back = row('manager', 'house', 'id = 1', { set_up_at: past(9) })();
      const undone = sql(
        'manager',
        `INSERT INTO maintenance_done (task_id, at, actor, evidence) SELECT value, ${Date.now()}, 'owner:window', ''
         FROM json_each('["MNT-01","MNT-02","MNT-03","MNT-04"]')`,
        'DELETE FROM maintenance_done',
      )();
      const putOff = sql(
        'manager',
        `INSERT INTO maintenance_snooze (task_id, at, until) VALUES ('MNT-05', ${Date.now()}, ${past(-1)})`,
        'DELETE FROM maintenance_snooze',
      )();
      return async () => {
        await putOff();
        await undone();
        await back();
      };
    },
  },
];
