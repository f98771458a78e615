import { create } from 'zustand';
import type { Output } from '../../../../shared/contract/index.ts';
import type { AccessRule } from '../../../../shared/contract/setup.ts';
import type { LibraryKind } from '../../../../shared/lan/schemas.ts';
import { checkPassword } from '../../../../shared/password-policy.ts';
import type { Failure } from '../../../../shared/result.ts';
import { bridge, type CallResult } from '../../bridge.ts';
import { listedRanges } from './ranges.ts';

export const STEPS = ['account', 'folders', 'access', 'kit', 'done'] as const;
export type Step = (typeof STEPS)[number];

/** A folder that can be played from; what is in it is the owner's to say, and guessed from its names until then. */
export type DraftFolder = {
  readonly path: string;
  readonly kind: LibraryKind;
  readonly found: Omit<Output<'setup.lookIntoFolder'>, 'path' | 'kind'>;
};

/** What was typed and chosen; kept whole from the first step to the last. */
export type Draft = {
  readonly serverName: string;
  readonly ownerName: string;
  readonly password: string;
  readonly folders: readonly DraftFolder[];
  /** Typed and not added yet. */
  readonly folder: string;
  readonly access: AccessRule['kind'];
  /** As typed, one range a line. */
  readonly ranges: string;
};

export type DraftField = 'serverName' | 'ownerName' | 'password' | 'folder' | 'ranges';

/** What is wrong, and with which field; `form` when it is with none of them. */
export type Problem = { readonly field: DraftField | 'form'; readonly message: string };

/** Where the house is served, or why it is not. */
export type Served = { readonly addresses: readonly string[]; readonly problem: string | null };

/** What opens backups without this computer; shown once and kept nowhere. */
export type Kit = {
  readonly identity: string;
  /** To print or to save. */
  readonly text: string;
  /** 1-based; its letters show that the kit was kept. */
  readonly group: number;
};

export type FirstRun =
  | { readonly kind: 'loading' }
  | { readonly kind: 'unreachable'; readonly message: string }
  | ({ readonly kind: 'already-done' } & Served)
  | {
      readonly kind: 'asking';
      readonly step: Exclude<Step, 'kit' | 'done'>;
      readonly homeNetworks: readonly string[];
      readonly isSending: boolean;
      /** A folder is being looked into. */
      readonly isLooking: boolean;
      readonly problem: Problem | null;
    }
  | {
      readonly kind: 'kit';
      readonly kit: Kit;
      readonly served: Served;
      readonly isSending: boolean;
      readonly problem: string | null;
    }
  | ({ readonly kind: 'done'; readonly hasKit: boolean } & Served);

type State = { readonly run: FirstRun; readonly draft: Draft };
type Asking = Extract<FirstRun, { readonly kind: 'asking' }>;

export const useFirstRun = create<State>()(() => ({
  run: { kind: 'loading' },
  draft: { serverName: '', ownerName: '', password: '', folders: [], folder: '', access: 'home', ranges: '' },
}));

const show = (run: FirstRun) => useFirstRun.setState({ run });

function ask(change: Partial<Asking>): void {
  useFirstRun.setState(({ run }) => (run.kind === 'asking' ? { run: { ...run, ...change } } : {}));
}

export async function start(): Promise<void> {
  const result = await bridge.call('setup.state', {});
  if (!result.ok) return show({ kind: 'unreachable', message: result.failure.message });
  const { needed, homeNetworks, suggestedServerName, addresses, problem } = result.value;
  if (!needed) {
    show({ kind: 'already-done', addresses, problem });
    return;
  }
  useFirstRun.setState(({ draft }) => ({
    run: { kind: 'asking', step: 'account', homeNetworks, isSending: false, isLooking: false, problem: null },
    draft: {
      ...draft,
      serverName: suggestedServerName,
      // Without a home network the choice would mean nothing.
      access: homeNetworks.length === 0 ? 'this-computer' : 'home',
    },
  }));
}

/** Set up and nothing served: see whether that is over. */
export async function lookAgain(): Promise<void> {
  const result = await bridge.call('setup.state', {});
  useFirstRun.setState(({ run }) => {
    if (run.kind !== 'done' && run.kind !== 'already-done') return {};
    if (!result.ok) return { run: { ...run, problem: result.failure.message } };
    const { addresses, problem } = result.value;
    return { run: { ...run, addresses, problem } };
  });
}

/** Change the draft; a complaint about what is being changed has been heard. */
export function edit(change: Partial<Draft>): void {
  useFirstRun.setState(({ draft, run }) => ({
    draft: { ...draft, ...change },
    run:
      run.kind === 'asking' && run.problem !== null && isAbout(run.problem, change) ? { ...run, problem: null } : run,
  }));
}

const isAbout = ({ field }: Problem, change: Partial<Draft>): boolean =>
  field === 'form' || field in change || (field === 'ranges' && 'access' in change);

/** Look at an earlier step again, or at one that was reached already; what was entered stays as it is. */
export function goTo(step: Step): void {
  const { run } = useFirstRun.getState();
  if (run.kind === 'asking' && (step === 'account' || step === 'folders' || step === 'access'))
    ask({ step, problem: null });
}

/** Go on if this step is complete; the last one sends everything. @returns the step that is shown now, if it is another. */
export async function next(): Promise<Step | null> {
  const { run, draft } = useFirstRun.getState();
  if (run.kind !== 'asking' || run.isSending || run.isLooking) return null;
  const problem = problemIn(run.step, draft);
  if (problem !== null) return stay(problem);
  switch (run.step) {
    case 'account':
      ask({ step: 'folders', problem: null });
      return 'folders';
    case 'folders':
      // What was typed and not added was meant to be.
      if (draft.folder.trim() !== '' && !(await addFolder(draft.folder))) return null;
      ask({ step: 'access', problem: null });
      return 'access';
    case 'access':
      await complete(draft);
      return null;
  }
}

function stay(problem: Problem): null {
  ask({ problem });
  return null;
}

/** Look into a folder and put it on the list. @returns whether it is there now. */
export async function addFolder(path: string): Promise<boolean> {
  const { run, draft } = useFirstRun.getState();
  if (run.kind !== 'asking' || run.isLooking) return false;
  const typed = path.trim();
  edit({ folder: path });
  if (typed === '') return stay({ field: 'folder', message: 'Give the folder first.' }) !== null;
  ask({ isLooking: true, problem: null });
  const looked = await bridge.call('setup.lookIntoFolder', {
    path: typed,
    besides: draft.folders.map((folder) => folder.path),
  });
  ask({ isLooking: false });
  if (!looked.ok) {
    ask({ problem: { field: 'folder', message: looked.failure.message } });
    return false;
  }
  const { path: real, kind, ...found } = looked.value;
  // Films until the owner says otherwise: an empty folder is one somebody means to fill.
  edit({ folder: '', folders: [...useFirstRun.getState().draft.folders, { path: real, kind: kind ?? 'film', found }] });
  return true;
}

export function changeKind(path: string, kind: LibraryKind): void {
  const { folders } = useFirstRun.getState().draft;
  edit({ folders: folders.map((folder) => (folder.path === path ? { ...folder, kind } : folder)) });
}

export function dropFolder(path: string): void {
  edit({ folders: useFirstRun.getState().draft.folders.filter((folder) => folder.path !== path) });
}

async function complete(draft: Draft): Promise<void> {
  ask({ isSending: true, problem: null });
  const result = await bridge.call('setup.complete', {
    serverName: draft.serverName.trim(),
    ownerName: draft.ownerName.trim(),
    password: draft.password,
    folders: draft.folders.map(({ kind, path }) => ({ kind, path })),
    access: draft.access === 'custom' ? { kind: 'custom', cidrs: listedRanges(draft.ranges) } : { kind: draft.access },
  });
  if (result.ok) {
    // Nothing needs it any more.
    useFirstRun.setState(({ draft: sent }) => ({ draft: { ...sent, password: '' } }));
    return showKit(result.value);
  }
  if (result.failure.code === 'already-done') await start();
  else refuse({ ...result.failure, code: result.failure.code });
}

async function showKit(served: Served): Promise<void> {
  const issued = await bridge.call('backups.issueKit', {});
  if (issued.ok) show({ kind: 'kit', kit: issued.value, served, isSending: false, problem: null });
  else show({ kind: 'done', ...served, hasKit: false });
}

/** The letters of the group that was asked for, read from what was printed or saved. */
export async function confirmKit(letters: string): Promise<void> {
  const { run } = useFirstRun.getState();
  if (run.kind !== 'kit' || run.isSending) return;
  if (letters.trim() === '') return show({ ...run, problem: `Type the letters of group ${run.kit.group}.` });
  show({ ...run, isSending: true, problem: null });
  const confirmed = await bridge.call('backups.confirmKit', { letters });
  if (confirmed.ok) show({ kind: 'done', ...run.served, hasKit: true });
  else show({ ...run, isSending: false, problem: confirmed.failure.message });
}

/** Go on without having kept it; the last page says what that means. */
export function skipKit(): void {
  const { run } = useFirstRun.getState();
  if (run.kind === 'kit') show({ kind: 'done', ...run.served, hasKit: false });
}

type CompleteCode = Extract<CallResult<'setup.complete'>, { readonly ok: false }>['failure']['code'];

/** Put a refusal beside the field it is about, on the step that field is on. */
function refuse({ code, message }: Failure<Exclude<CompleteCode, 'already-done'>>): void {
  switch (code) {
    case 'weak-password':
      return ask({ isSending: false, step: 'account', problem: { field: 'password', message } });
    case 'bad-name':
      return ask({ isSending: false, step: 'account', problem: { field: 'ownerName', message } });
    case 'bad-folder':
      return ask({ isSending: false, step: 'folders', problem: { field: 'folder', message } });
    case 'bad-cidr':
      return ask({ isSending: false, step: 'access', problem: { field: 'ranges', message } });
    case 'bad-input':
    case 'internal':
    case 'unreachable':
    case 'signed-out':
      return ask({ isSending: false, problem: { field: 'form', message } });
  }
}

function problemIn(step: Exclude<Step, 'kit' | 'done'>, draft: Draft): Problem | null {
  switch (step) {
    case 'account':
      return problemWithAccount(draft);
    case 'folders':
      return null; // only the manager can look into a folder
    case 'access':
      return draft.access === 'custom' && listedRanges(draft.ranges).length === 0
        ? { field: 'ranges', message: 'Name at least one address or range.' }
        : null;
  }
}

function problemWithAccount({ serverName, ownerName, password }: Draft): Problem | null {
  if (serverName.trim() === '') return { field: 'serverName', message: 'Give this server a name.' };
  if (ownerName.trim() === '') return { field: 'ownerName', message: 'Choose the name you sign in with.' };
  const verdict = checkPassword(password, { role: 'owner', accountName: ownerName.trim(), isKnown: () => false });
  return verdict.ok ? null : { field: 'password', message: verdict.reasons[0]?.message ?? 'Choose another password.' };
}
