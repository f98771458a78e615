import { create } from 'zustand';
import type { Result } from '../../../../shared/result.ts';
import type { Account } from '../../../../shared/lan/schemas.ts';
import { call, onOutcome, type CallCode } from '../../api.ts';
import { useConnection } from '../../connection.ts';
import { showToast } from '../../../ui/toasts.ts';
import { deviceName } from '../../device-name.ts';

type Session =
  | { readonly kind: 'starting' }
  /** `hasEnded`: it was open here a moment ago, so the place is kept and said so. */
  | { readonly kind: 'signed-out'; readonly hasEnded: boolean }
  | { readonly kind: 'signed-in'; readonly account: Account; readonly serverName: string };

export const useSession = create<{ readonly session: Session }>()(() => ({ session: { kind: 'starting' } }));

/** Whose data the page's memory holds. */
let lastAccountId: string | null = null;

/** Ask who is signed in, and notice when that ends. */
export function startSession(): void {
  onOutcome((outcome) => {
    if (outcome !== 'not-signed-in') return;
    const { session } = useSession.getState();
    if (session.kind === 'signed-out') return;
    useSession.setState({ session: { kind: 'signed-out', hasEnded: session.kind === 'signed-in' } });
  });
  useConnection.subscribe((now, before) => {
    if (now.recoveries !== before.recoveries && useSession.getState().session.kind === 'starting') void open();
  });
  void open();
}

async function open(): Promise<Result<unknown, CallCode>> {
  const result = await call('me');
  if (!result.ok) return result;
  const { account, serverName } = result.value;
  if (lastAccountId !== null && lastAccountId !== account.id) {
    leave();
    return result;
  }
  lastAccountId = account.id;
  useSession.setState({ session: { kind: 'signed-in', account, serverName } });
  return result;
}

/** A name and its password, which is good for choosing another one. */
export type Due = { readonly name: string; readonly password: string };

/** @param newPassword takes the place of `password`, after an answer that this is due. */
export async function signIn(
  username: string,
  password: string,
  newPassword?: string,
): Promise<Result<unknown, CallCode>> {
  const device = deviceName(navigator.userAgent);
  const result = await call('login', { body: { username, password, device, newPassword } });
  return result.ok ? open() : result;
}

export async function signOut(): Promise<void> {
  const result = await call('logout');
  if (result.ok || result.failure.code === 'not-signed-in') leave();
  else showToast({ status: 'fail', text: `You are still signed in. ${result.failure.message}` });
}

/** Start afresh: a new page holds nothing of the person who left. */
export function leave(): void {
  location.replace('/');
}

export function useAccount(): Account {
  const { session } = useSession();
  if (session.kind !== 'signed-in') throw new Error('drawn only while signed in');
  return session.account;
}
