import { checkPassword } from '../../../shared/password-policy.ts';
import type { Role } from '../../../shared/lan/schemas.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { record } from '../audit/index.ts';
import { newId, raiseGlobalEpoch, type AccountId, type Clock, type ManagerDb } from '../kernel/index.ts';
import { isCommonPassword } from './common-passwords.ts';
import { hashPassword, needsRehash, verifyPassword } from './password-hash.ts';
import { revokeSessions } from './revocations.ts';
import * as store from './store.ts';

type Deps = { readonly db: ManagerDb; readonly clock: Clock };

/** Reasons in one paragraph, for callers that show a single sentence. */
type Weak = Result<never, 'weak-password'>;

/**
 * Create an account. The owner sees every library; everybody else only what is granted (AUTH-21).
 *
 * `bad-name`: empty, with control characters, or taken. `weak-password`: see `checkPassword`.
 *
 * @param together what is stored with the account or not at all; runs in its transaction, and undoes it by throwing.
 */
export async function createAccount(
  deps: Deps,
  input: {
    /** Of an account that was removed and is to be what it was; a new one by default. */
    readonly id?: AccountId;
    readonly name: string;
    readonly password: string;
    readonly role: Role;
    readonly libraries: readonly string[];
    /** The first sign-in asks for a password only its person knows. */
    readonly mustChangePassword?: boolean | undefined;
  },
  actor: string,
  together: () => void = () => {},
): Promise<Result<{ id: AccountId }, 'bad-name' | 'weak-password' | 'no-such-library'>> {
  const { db, clock } = deps;
  const badName = refuseName(db, input.name);
  if (badName) return badName;
  const weak = refuseWeak(input.password, input.role, input.name);
  if (weak) return weak;
  if (!librariesExist(db, input.libraries)) return fail('no-such-library', 'There is no such library.');
  const passwordHash = await hashPassword(input.password);
  return db
    .transaction(() => {
      const takenMeanwhile = refuseName(db, input.name);
      if (takenMeanwhile) return takenMeanwhile;
      const { id: given = newId<AccountId>(), name, role } = input;
      const id = store.insertAccount(db, { id: given, name, role, passwordHash, now: clock.now() });
      store.setGrants(db, id, input.libraries);
      if (input.mustChangePassword === true) store.setPasswordChangeDue(db, id, clock.now());
      record(db, {
        at: clock.now(),
        actor,
        event: 'account.created',
        detail: { id, name: input.name.trim(), role: input.role, libraries: input.libraries },
      });
      together();
      return ok({ id });
    })
    .immediate();
}

/** Give an account another name; sessions and history stay, since both hang on its id. */
export function renameAccount(
  { db, clock }: Deps,
  id: string,
  name: string,
  actor: string,
): Result<Record<string, never>, 'no-such-account' | 'bad-name'> {
  const account = store.accountById(db, id);
  if (!account) return noSuchAccount();
  return db
    .transaction(() => {
      const badName = refuseName(db, name, account.id);
      if (badName) return badName;
      store.rename(db, account.id, name);
      const detail = { id, from: account.name, to: name.trim() };
      record(db, { at: clock.now(), actor, event: 'account.renamed', detail });
      return ok({});
    })
    .immediate();
}

/** Set exactly which libraries an account sees. */
export function changeGrants(
  { db, clock }: Deps,
  id: string,
  libraries: readonly string[],
  actor: string,
): Result<Record<string, never>, 'no-such-account' | 'no-such-library'> {
  const account = store.accountById(db, id);
  if (!account) return noSuchAccount();
  if (!librariesExist(db, libraries)) return fail('no-such-library', 'There is no such library.');
  db.transaction(() => {
    const from = store.grantsOf(db, account.id);
    store.setGrants(db, account.id, libraries);
    const detail = { id, from, to: libraries };
    record(db, { at: clock.now(), actor, event: 'account.grants-changed', detail });
  }).immediate();
  return ok({});
}

/** Change a role; ends the account's sessions (SESS-13). An owner's password must meet the owner's rules (AUTH-04). */
export async function changeRole(
  deps: Deps,
  input: { readonly id: string; readonly role: Role; readonly newPassword?: string | undefined },
  actor: string,
): Promise<Result<Record<string, never>, 'no-such-account' | 'last-owner' | 'weak-password'>> {
  const { db, clock } = deps;
  const account = store.accountById(db, input.id);
  if (!account) return noSuchAccount();
  if (account.role === 'owner' && input.role !== 'owner' && store.otherOwners(db, account.id) === 0) return lastOwner();
  let passwordHash: string | null = null;
  if (input.role === 'owner' && account.role !== 'owner') {
    if (input.newPassword === undefined)
      return fail(
        'weak-password',
        'An owner needs a password of at least 16 characters. Give a new one with the role.',
      );
    const weak = refuseWeak(input.newPassword, 'owner', account.name);
    if (weak) return weak;
    passwordHash = await hashPassword(input.newPassword);
  }
  db.transaction(() => {
    store.setRole(db, account.id, input.role);
    if (passwordHash) store.replacePassword(db, account.id, passwordHash, clock.now());
    const detail = { id: account.id, from: account.role, to: input.role };
    record(db, { at: clock.now(), actor, event: 'account.role-changed', detail });
  }).immediate();
  return ok({});
}

/** Suspend or readmit; suspending ends the account's sessions (AUTH-12, SESS-13). */
export function suspendAccount(
  { db, clock }: Deps,
  id: string,
  disabled: boolean,
  actor: string,
): Result<Record<string, never>, 'no-such-account' | 'last-owner'> {
  const account = store.accountById(db, id);
  if (!account) return noSuchAccount();
  if (disabled && account.role === 'owner' && store.otherOwners(db, id) === 0) return lastOwner();
  db.transaction(() => {
    store.setDisabled(db, account.id, disabled);
    record(db, {
      at: clock.now(),
      actor,
      event: disabled ? 'account.suspended' : 'account.readmitted',
      detail: { id, from: account.disabled === 1, to: disabled },
    });
  }).immediate();
  return ok({});
}

/** Delete an account; the last owner stays (AUTH-11). */
export function removeAccount(
  { db, clock }: Deps,
  id: string,
  actor: string,
): Result<Record<string, never>, 'no-such-account' | 'last-owner'> {
  const account = store.accountById(db, id);
  if (!account) return noSuchAccount();
  if (account.role === 'owner' && store.otherOwners(db, id) === 0) return lastOwner();
  db.transaction(() => {
    store.deleteAccount(db, account.id);
    record(db, {
      at: clock.now(),
      actor,
      event: 'account.removed',
      detail: { id, name: account.name, role: account.role },
    });
  }).immediate();
  return ok({});
}

/**
 * Give an account a new password without the old one: only for callers that sit at the machine (AUTH-19).
 *
 * @param once it is good for one thing: choosing another at the next sign-in.
 */
export async function resetPassword(
  { db, clock }: Deps,
  id: string,
  { password, once }: { readonly password: string; readonly once: boolean },
  actor: string,
): Promise<Result<Record<string, never>, 'no-such-account' | 'weak-password'>> {
  const account = store.accountById(db, id);
  if (!account) return noSuchAccount();
  const weak = refuseWeak(password, account.role, account.name);
  if (weak) return weak;
  const passwordHash = await hashPassword(password);
  db.transaction(() => {
    store.replacePassword(db, account.id, passwordHash, clock.now());
    if (once) store.setPasswordChangeDue(db, account.id, clock.now());
    record(db, { at: clock.now(), actor, event: 'account.password-reset', detail: { id, once } });
  }).immediate();
  return ok({});
}

/** Ask these accounts for a new password at their next sign-in, and end their sessions, so that it comes (INC-03). */
export function demandPasswordChange({ db, clock }: Deps, ids: readonly string[], actor: string): void {
  db.transaction(() => {
    const accounts = ids.flatMap((id) => store.accountById(db, id) ?? []);
    for (const { id } of accounts) {
      store.setPasswordChangeDue(db, id, clock.now());
      store.raiseEpoch(db, id);
    }
    const detail = { accounts: accounts.map(({ id }) => id) };
    record(db, { at: clock.now(), actor, event: 'account.password-change-demanded', detail });
  }).immediate();
}

/** End one session by its id: the server finds the row on its next look (SESS-05). */
export function revokeSession(
  { db, clock }: Deps,
  session: { readonly id: string; readonly accountId: string; readonly device: string; readonly address: string },
  actor: string,
): void {
  db.transaction(() => {
    revokeSessions(db, [session.id], clock.now());
    const { id, accountId, device, address } = session;
    const detail = { account: accountId, session: id, device, address };
    record(db, { at: clock.now(), actor, event: 'session.ended', detail });
  }).immediate();
}

/** End every session of one account, or of everybody. */
export function signOutEverywhere(
  { db, clock }: Deps,
  id: string | undefined,
  actor: string,
): Result<Record<string, never>, 'no-such-account'> {
  const account = id === undefined ? null : store.accountById(db, id);
  if (account === undefined) return noSuchAccount();
  db.transaction(() => {
    if (account) store.raiseEpoch(db, account.id);
    else raiseGlobalEpoch(db);
    record(db, { at: clock.now(), actor, event: 'sessions.ended', detail: { account: account?.id ?? 'everybody' } });
  }).immediate();
  return ok({});
}

/**
 * Change the own password, with the current one as proof. This is what the LAN side may ask for; it proves nothing by
 * itself, so the proof is checked here.
 */
export async function changePassword(
  { db, clock }: Deps,
  input: { readonly accountId: string; readonly current: string; readonly next: string },
): Promise<Result<Record<string, never>, 'wrong-password' | 'weak-password'>> {
  const account = store.accountById(db, input.accountId);
  if (!account || account.disabled || !(await verifyPassword(account.passwordHash, input.current)))
    return fail('wrong-password', 'The current password does not match.');
  const weak = refuseWeak(input.next, account.role, account.name);
  if (weak) return weak;
  for (const hash of store.rememberedHashes(db, account.id)) {
    if (await verifyPassword(hash, input.next))
      return fail('weak-password', 'You have used this password before. Choose one that is new here.');
  }
  const passwordHash = await hashPassword(input.next);
  return db
    .transaction(() => {
      // Verifying took time: the proof only holds for the password that was current when it was checked.
      if (store.accountById(db, account.id)?.passwordHash !== account.passwordHash)
        return fail('wrong-password', 'The password was changed meanwhile. Sign in again.');
      store.replacePassword(db, account.id, passwordHash, clock.now());
      const actor = `account:${account.id}`;
      record(db, { at: clock.now(), actor, event: 'account.password-changed', detail: { id: account.id } });
      return ok({});
    })
    .immediate();
}

/** Store a password anew under today's cost, when it is the right one (AUTH-09). */
export async function rehashPassword({ db }: Deps, accountId: string, password: string): Promise<void> {
  const account = store.accountById(db, accountId);
  if (!account || !needsRehash(account.passwordHash)) return;
  if (await verifyPassword(account.passwordHash, password))
    store.replaceHash(db, account.id, await hashPassword(password));
}

/** Whether this is the password of an owner who is not suspended; null means any owner. */
export async function isOwnersPassword(db: ManagerDb, ownerName: string | null, password: string): Promise<boolean> {
  return (await ownerByPassword(db, ownerName, password)) !== null;
}

/** The owner who is not suspended and has this password; null when there is none. @param ownerName null means any. */
export async function ownerByPassword(
  db: ManagerDb,
  ownerName: string | null,
  password: string,
): Promise<AccountId | null> {
  const owners = store.listAccounts(db).filter((account) => account.role === 'owner' && !account.disabled);
  for (const owner of owners) {
    if (ownerName !== null && store.nameKey(owner.name) !== store.nameKey(ownerName)) continue;
    if (await verifyPassword(owner.passwordHash, password)) return owner.id;
  }
  return null;
}

/** null when the password may be taken. */
export function refuseWeak(password: string, role: Role, accountName: string): Weak | null {
  const verdict = checkPassword(password, { role, accountName, isKnown: isCommonPassword });
  return verdict.ok ? null : fail('weak-password', verdict.reasons.map((reason) => reason.message).join(' '));
}

/** null when the name may be taken; `own` is the account that has it now and may keep it in another spelling. */
function refuseName(db: ManagerDb, name: string, own?: AccountId): Result<never, 'bad-name'> | null {
  const key = store.nameKey(name);
  if (key === '' || /\p{C}/u.test(key)) return fail('bad-name', 'Give a name of letters and digits.');
  const holder = store.accountByName(db, name);
  return holder && holder.id !== own ? fail('bad-name', 'That name is taken. Choose another.') : null;
}

function librariesExist(db: ManagerDb, ids: readonly string[]): boolean {
  const find = db.prepare('SELECT 1 FROM library WHERE id = ?');
  return ids.every((id) => find.get(id) !== undefined);
}

const noSuchAccount = () => fail('no-such-account', 'There is no such account.');
const lastOwner = () => fail('last-owner', 'This is the last owner. Make somebody else an owner first.');

/** Everybody but the owners chooses a new password at the next sign-in (INC-03); the caller audits it. */
export function requireNewPasswords({ db, clock }: Deps): void {
  for (const { id, role } of store.listAccounts(db))
    if (role !== 'owner') store.setPasswordChangeDue(db, id, clock.now());
}
