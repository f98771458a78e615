import type { Input } from '../../../../shared/contract/index.ts';

export const PERIODS = { any: 'Any time', day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' } as const;
export type Period = keyof typeof PERIODS;

const DAY_MS = 86_400_000;
const LENGTHS_MS: Record<Exclude<Period, 'any'>, number> = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };

/** First words of events, with what they are about; '' is everything. */
export const KINDS = {
  '': 'Everything',
  'sign-in': 'Signing in',
  session: 'Devices',
  account: 'People',
  network: 'Network',
  address: 'Bans',
  library: 'Library',
  playback: 'Playing',
  backup: 'Backups',
  incident: 'Closing and opening',
  secret: 'Keys',
  house: 'Settings',
  audit: 'This record',
} as const;
export type Kind = keyof typeof KINDS;

export type ActivityFilter = { readonly text: string; readonly kind: Kind; readonly period: Period };
export const EVERYTHING: ActivityFilter = { text: '', kind: '', period: 'any' };

/** What to ask for. @param now ms since 1970. */
export function questionOf({ text, kind, period }: ActivityFilter, now: number): Input<'audit.list'> {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(kind === '' ? {} : { event: kind }),
    ...(period === 'any' ? {} : { from: new Date(now - LENGTHS_MS[period]).toISOString() }),
  };
}
