import type { AccessRule } from '../../../shared/contract/setup.ts';
import { openReadOnly, readHostNames, readHouse, type ReadDb } from '../kernel/index.ts';
import { backupSettings } from '../backups/index.ts';

/** What can be put back as it was in the backup. */
export type Undo =
  | { readonly kind: 'suspend'; readonly account: string }
  | {
      readonly kind: 'recreate';
      readonly account: string;
      readonly name: string;
      readonly role: string;
      readonly libraries: readonly string[];
    }
  | { readonly kind: 'new-password'; readonly account: string }
  | { readonly kind: 'role'; readonly account: string; readonly role: string }
  | { readonly kind: 'disabled'; readonly account: string; readonly disabled: boolean }
  | { readonly kind: 'grants'; readonly account: string; readonly libraries: readonly string[] }
  | { readonly kind: 'access'; readonly accessRule: string }
  | { readonly kind: 'server-name'; readonly serverName: string }
  | { readonly kind: 'host-names'; readonly names: readonly string[] }
  /** Said and left to the owner: a folder is added and removed under Library, where its effect is shown. */
  | { readonly kind: 'none' };

export type Difference = {
  /** The same for the same difference, also when it is looked for again. */
  readonly key: string;
  readonly what: 'added' | 'changed' | 'removed';
  readonly about: 'account' | 'grants' | 'access' | 'settings' | 'host-name' | 'folder';
  /** One sentence for the owner. */
  readonly text: string;
  readonly undo: Undo;
};

/** What an owner would want to know of a state of the house; password hashes as they are, compared and not kept. */
export type HouseFacts = {
  readonly serverName: string;
  readonly accessRule: string;
  readonly hostNames: readonly string[];
  readonly backups: {
    readonly dailyAt: string;
    readonly secondFolder: string | null;
    readonly recoveryRecipient: string | null;
  };
  readonly accounts: readonly AccountFacts[];
  readonly folders: readonly { readonly id: string; readonly name: string; readonly path: string }[];
};
type AccountFacts = {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: number;
  readonly passwordHash: string;
  readonly libraries: readonly string[];
};

export function readFacts(db: ReadDb): HouseFacts {
  const { serverName, accessRule } = readHouse(db);
  const { dailyAt, secondFolder, recoveryRecipient } = backupSettings(db);
  const grants = db.prepare<[string], string>(
    'SELECT library_id FROM main.library_grant WHERE account_id = ? ORDER BY library_id',
  );
  return {
    serverName,
    accessRule,
    hostNames: readHostNames(db),
    backups: { dailyAt, secondFolder, recoveryRecipient },
    accounts: db
      .prepare<[], Omit<AccountFacts, 'libraries'>>(
        'SELECT id, name, role, disabled, password_hash AS passwordHash FROM account ORDER BY created_at, id',
      )
      .all()
      .map((account) => ({ ...account, libraries: grants.pluck().all(account.id) })),
    folders: db
      .prepare<[], HouseFacts['folders'][number]>('SELECT id, name, path FROM main.library ORDER BY created_at, id')
      .all(),
  };
}

export function factsOf(managerDb: string): HouseFacts {
  const db = openReadOnly(managerDb);
  try {
    return readFacts(db);
  } finally {
    db.close();
  }
}

/** What is otherwise now than it was then (INC-06 to INC-09), in the order an owner would look at it. */
export function findDifferences(then: HouseFacts, now: HouseFacts): Difference[] {
  return [...accountDifferences(then, now), ...settingDifferences(then, now), ...folderDifferences(then, now)];
}

function accountDifferences(then: HouseFacts, now: HouseFacts): Difference[] {
  const before = new Map(then.accounts.map((account) => [account.id, account]));
  const names = new Map([...then.folders, ...now.folders].map(({ id, name }) => [id, name]));
  const list = (ids: readonly string[]) =>
    ids.map((id) => names.get(id) ?? 'a folder that is gone').join(', ') || 'nothing';
  const found: Difference[] = [];
  for (const account of now.accounts) {
    const { id, name } = account;
    const was = before.get(id);
    before.delete(id);
    const add = (field: string, what: Difference['what'], about: Difference['about'], text: string, undo: Undo) =>
      found.push({ key: `account:${id}:${field}`, what, about, text, undo });
    if (was === undefined) {
      add('added', 'added', 'account', `The account ${name} (${account.role}) is new. Undo suspends it.`, {
        kind: 'suspend',
        account: id,
      });
      continue;
    }
    if (was.name !== name)
      add('name', 'changed', 'account', `The account ${was.name} is called ${name} now.`, { kind: 'none' });
    if (was.role !== account.role)
      add('role', 'changed', 'account', `${name} is ${account.role} now and was ${was.role}.`, {
        kind: 'role',
        account: id,
        role: was.role,
      });
    if (was.disabled !== account.disabled)
      add('disabled', 'changed', 'account', account.disabled ? `${name} was suspended.` : `${name} was suspended then and may sign in now.`, { kind: 'disabled', account: id, disabled: was.disabled === 1 }); // prettier-ignore
    if (was.passwordHash !== account.passwordHash)
      add('password', 'changed', 'account', `The password of ${name} is not the one of then. Undo gives a new one to pass on.`, { kind: 'new-password', account: id }); // prettier-ignore
    if (was.libraries.join() !== account.libraries.join())
      add('grants', 'changed', 'grants', `${name} sees ${list(account.libraries)} now and saw ${list(was.libraries)}.`, { kind: 'grants', account: id, libraries: was.libraries }); // prettier-ignore
  }
  for (const { id, name, role, libraries } of before.values())
    found.push({
      key: `account:${id}:removed`,
      what: 'removed',
      about: 'account',
      text: `The account ${name} (${role}) is gone. Undo makes it anew with a password to pass on.`,
      undo: { kind: 'recreate', account: id, name, role, libraries },
    });
  return found;
}

function settingDifferences(then: HouseFacts, now: HouseFacts): Difference[] {
  const found: Difference[] = [];
  if (then.accessRule !== now.accessRule)
    found.push({ key: 'access', what: 'changed', about: 'access', text: `Who may connect was changed: ${describeRule(now.accessRule)} now, ${describeRule(then.accessRule)} then.`, undo: { kind: 'access', accessRule: then.accessRule } }); // prettier-ignore
  if (then.serverName !== now.serverName)
    found.push({ key: 'server-name', what: 'changed', about: 'settings', text: `The house is called ${now.serverName} now and was ${then.serverName}.`, undo: { kind: 'server-name', serverName: then.serverName } }); // prettier-ignore
  const undo: Undo = { kind: 'host-names', names: then.hostNames };
  for (const name of now.hostNames.filter((one) => !then.hostNames.includes(one)))
    found.push({ key: `host-name:${name}`, what: 'added', about: 'host-name', text: `The house answers to the name ${name} now.`, undo }); // prettier-ignore
  for (const name of then.hostNames.filter((one) => !now.hostNames.includes(one)))
    found.push({ key: `host-name:${name}`, what: 'removed', about: 'host-name', text: `The house no longer answers to the name ${name}.`, undo }); // prettier-ignore
  const settings = (key: string, text: string) =>
    found.push({ key: `backups:${key}`, what: 'changed', about: 'settings', text, undo: { kind: 'none' } });
  if (then.backups.dailyAt !== now.backups.dailyAt)
    settings('daily-at', `The daily backup is made at ${now.backups.dailyAt} and was at ${then.backups.dailyAt}.`);
  if (then.backups.secondFolder !== now.backups.secondFolder)
    settings('second-folder', `Copies of backups go to ${now.backups.secondFolder ?? 'no second folder'} now.`);
  if (then.backups.recoveryRecipient !== now.backups.recoveryRecipient)
    settings('kit', 'Another recovery kit was issued since. If it was not you, issue a new one.');
  return found;
}

function folderDifferences(then: HouseFacts, now: HouseFacts): Difference[] {
  const found: Difference[] = [];
  const was = new Map(then.folders.map((folder) => [folder.id, folder]));
  for (const { id, name, path } of now.folders) {
    const before = was.get(id);
    was.delete(id);
    if (before === undefined)
      found.push({ key: `folder:${id}`, what: 'added', about: 'folder', text: `The folder ${path} (${name}) was added. Remove it under Library if it is not yours.`, undo: { kind: 'none' } }); // prettier-ignore
    else if (before.path !== path)
      found.push({ key: `folder:${id}`, what: 'changed', about: 'folder', text: `${name} is read from ${path} now and was from ${before.path}.`, undo: { kind: 'none' } }); // prettier-ignore
  }
  for (const { id, name, path } of was.values())
    found.push({ key: `folder:${id}`, what: 'removed', about: 'folder', text: `The folder ${path} (${name}) was removed. Add it again under Library.`, undo: { kind: 'none' } }); // prettier-ignore
  return found;
}

function describeRule(text: string): string {
  const rule = JSON.parse(text) as AccessRule;
  switch (rule.kind) {
    case 'home':
      return 'everyone at home';
    case 'this-computer':
      return 'this computer alone';
    case 'custom':
      return rule.cidrs.join(', ');
  }
}
