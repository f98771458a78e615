import { create } from 'zustand';
import type { AccessRule } from '../../../../shared/contract/setup.ts';
import { checkPassword } from '../../../../shared/password-policy.ts';
import type { Failure } from '../../../../shared/result.ts';
import { bridge, type CallResult } from '../../bridge.ts';
import { listedRanges } from './ranges.ts';

export const STEPS = ['account', 'films', 'access', 'kit', 'done'] as const;
export type Step = (typeof STEPS)[number];

/** What was typed and chosen; kept whole from the first step to the last. */
export type Draft = {
  readonly serverName: string;
  readonly ownerName: string;
  readonly password: string;
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
      readonly problem: Problem | null;
    }
  | {
      readonly kind: 'kit';
      readonly kit: Kit;
      readonly served: Served;
      readonly folder: string | null;
      readonly isSending: boolean;
      readonly problem: string | null;
    }
  | ({ readonly kind: 'done'; readonly folder: string | null; readonly hasKit: boolean } & Served);

type State = { readonly run: FirstRun; readonly draft: Draft };
type Asking = Extract<FirstRun, { readonly kind: 'asking' }>;

export const useFirstRun = create<State>()(() => ({
  run: { kind: 'loading' },
  draft: { serverName: '', ownerName: '', password: '', folder: '', access: 'home', ranges: '' },
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
    run: { kind: 'asking', step: 'account', homeNetworks, isSending: false, problem: null },
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

export function back(): void {
  const { run } = useFirstRun.getState();
  if (run.kind === 'asking') ask({ step: run.step === 'access' ? 'films' : 'account', problem: null });
}

/** Go on if this step is complete; the last one sends everything. */
export async function next(): Promise<void> {
  const { run, draft } = useFirstRun.getState();
  if (run.kind !== 'asking' || run.isSending) return;
  const problem = problemIn(run.step, draft);
  if (problem !== null) ask({ problem });
  else if (run.step === 'account') ask({ step: 'films', problem: null });
  else if (run.step === 'films') ask({ step: 'access', problem: null });
  else await complete(draft);
}

export async function skipFolder(): Promise<void> {
  edit({ folder: '' });
  await next();
}

async function complete(draft: Draft): Promise<void> {
  ask({ isSending: true, problem: null });
  const folder = draft.folder.trim() === '' ? null : draft.folder.trim();
  const result = await bridge.call('setup.complete', {
    serverName: draft.serverName.trim(),
    ownerName: draft.ownerName.trim(),
    password: draft.password,
    folder,
    access: draft.access === 'custom' ? { kind: 'custom', cidrs: listedRanges(draft.ranges) } : { kind: draft.access },
  });
  if (result.ok) {
    // Nothing needs it any more.
    useFirstRun.setState(({ draft: sent }) => ({ draft: { ...sent, password: '' } }));
    return showKit(result.value, folder);
  }
  if (result.failure.code === 'already-done') await start();
  else refuse({ ...result.failure, code: result.failure.code });
}

async function showKit(served: Served, folder: string | null): Promise<void> {
  const issued = await bridge.call('backups.issueKit', {});
  if (issued.ok) show({ kind: 'kit', kit: issued.value, served, folder, isSending: false, problem: null });
  else show({ kind: 'done', ...served, folder, hasKit: false });
}

/** The letters of the group that was asked for, read from what was printed or saved. */
export async function confirmKit(letters: string): Promise<void> {
  const { run } = useFirstRun.getState();
  if (run.kind !== 'kit' || run.isSending) return;
  if (letters.trim() === '') return show({ ...run, problem: `Type the letters of group ${run.kit.group}.` });
  show({ ...run, isSending: true, problem: null });
  const confirmed = await bridge.call('backups.confirmKit', { letters });
  if (confirmed.ok) show({ kind: 'done', ...run.served, folder: run.folder, hasKit: true });
  else show({ ...run, isSending: false, problem: confirmed.failure.message });
}

/** Go on without having kept it; the last page says what that means. */
export function skipKit(): void {
  const { run } = useFirstRun.getState();
  if (run.kind === 'kit') show({ kind: 'done', ...run.served, folder: run.folder, hasKit: false });
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
      return ask({ isSending: false, step: 'films', problem: { field: 'folder', message } });
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
    case 'films':
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
