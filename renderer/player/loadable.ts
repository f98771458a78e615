import type { Result } from '../../shared/result.ts';
import type { CallCode, CallFailure } from './api.ts';

/** What a page has of its data. */
export type Loadable<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: CallFailure };

export const LOADING = { kind: 'loading' } as const;

/**
 * What a page has once an answer came. Data on screen outlives a failed refresh; a server that is away or closed, or a
 * session that ended, is told by the whole app and loads again by itself, so the page keeps waiting.
 */
export function settle<T>(before: Loadable<T>, result: Result<T, CallCode>): Loadable<T> {
  if (result.ok) return { kind: 'ready', value: result.value };
  if (before.kind === 'ready' && result.failure.code !== 'not-found') return before;
  return isToldByApp(result.failure.code) ? LOADING : { kind: 'failed', failure: result.failure };
}

export const isToldByApp = (code: CallCode): boolean =>
  code === 'unreachable' || code === 'house-closed' || code === 'not-signed-in';
