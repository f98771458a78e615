import { create } from 'zustand';
import type { Session } from '../../../../shared/lan/schemas.ts';
import type { Result } from '../../../../shared/result.ts';
import { call, type CallCode } from '../../api.ts';
import { LOADING, settle, type Loadable } from '../../loadable.ts';
import { showToast } from '../../../ui/toasts.ts';
import { leave } from './store.ts';

export const useSessions = create<{ readonly sessions: Loadable<readonly Session[]> }>()(() => ({ sessions: LOADING }));

export async function loadSessions(): Promise<void> {
  const result = await call('sessions');
  const listed = result.ok ? ({ ok: true, value: result.value.sessions } as const) : result;
  useSessions.setState(({ sessions }) => ({ sessions: settle(sessions, listed) }));
}

export async function revokeSession(session: Session): Promise<void> {
  const result = await call('revokeSession', { params: { id: session.id } });
  showToast(
    result.ok
      ? { status: 'ok', text: `${session.device} is signed out` }
      : { status: 'fail', text: `${session.device} was not signed out. ${result.failure.message}` },
  );
  await loadSessions();
}

/** Ends this session too, so the page starts afresh. */
export async function revokeAllSessions(): Promise<void> {
  const result = await call('revokeAllSessions');
  if (result.ok) leave();
  else showToast({ status: 'fail', text: `Nobody was signed out. ${result.failure.message}` });
}

export async function changePassword(current: string, next: string): Promise<Result<unknown, CallCode>> {
  const result = await call('changePassword', { body: { current, new: next } });
  if (result.ok) {
    showToast({ status: 'ok', text: 'Password changed. Your other devices must sign in again.' });
    await loadSessions();
  }
  return result;
}
