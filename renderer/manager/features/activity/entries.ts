import { create } from 'zustand';
import { bridge, isTransportFailure } from '../../bridge.ts';
import type { AuditEntry } from './event-words.ts';
import { EVERYTHING, questionOf, type ActivityFilter } from './filter.ts';

const PAGE = 100;
/** The largest page there is; a file takes as many as it needs. */
const FILE_PAGE = 500;

type Entries = {
  readonly filter: ActivityFilter;
  /** Newest first; null while the first ones are on their way. */
  readonly entries: readonly AuditEntry[] | null;
  /** Where what is further back begins; null when there is nothing. */
  readonly next: number | null;
  readonly isLoadingMore: boolean;
  readonly problem: string | null;
};

export const useEntries = create<Entries>()(() => ({
  filter: EVERYTHING,
  entries: null,
  next: null,
  isLoadingMore: false,
  problem: null,
}));

const set = (change: Partial<Entries>) => useEntries.setState(change);
const isStill = (filter: ActivityFilter) => useEntries.getState().filter === filter;

/** Show what fits another filter. */
export async function choose(change: Partial<ActivityFilter>): Promise<void> {
  const filter = { ...useEntries.getState().filter, ...change };
  set({ filter, entries: null, next: null, problem: null });
  await loadNewest();
}

/** The newest ones: at first all of the page, later what came since. */
export async function loadNewest(): Promise<void> {
  const { filter, entries: shown } = useEntries.getState();
  const page = await pageOf(filter, null, PAGE);
  if (!isStill(filter) || page === null) return;
  if (typeof page === 'string') return set({ problem: page });
  const oldest = page.entries.at(-1)?.seq ?? 0;
  const older = (shown ?? []).filter(({ seq }) => seq < oldest);
  set({
    entries: [...page.entries, ...older],
    problem: null,
    ...(older.length === 0 ? { next: page.next } : {}),
  });
}

/** What is further back. */
export async function loadOlder(): Promise<void> {
  const { filter, next, isLoadingMore } = useEntries.getState();
  if (next === null || isLoadingMore) return;
  set({ isLoadingMore: true });
  const page = await pageOf(filter, next, PAGE);
  set({ isLoadingMore: false });
  if (!isStill(filter) || page === null) return;
  if (typeof page === 'string') return set({ problem: page });
  const { entries } = useEntries.getState();
  set({ entries: [...(entries ?? []), ...page.entries], next: page.next, problem: null });
}

/** Everything that fits, for a file. @returns a sentence when it could not be read. */
export async function allEntries(): Promise<readonly AuditEntry[] | string> {
  const { filter } = useEntries.getState();
  const all: AuditEntry[] = [];
  let before: number | null = null;
  do {
    const page = await pageOf(filter, before, FILE_PAGE);
    if (page === null) return 'Holdfast does not answer. Nothing was saved.';
    if (typeof page === 'string') return page;
    all.push(...page.entries);
    before = page.next;
  } while (before !== null);
  return all;
}

type Page = { readonly entries: readonly AuditEntry[]; readonly next: number | null };

/** A page with at least one entry, unless there is none. @returns a sentence when refused, null when nobody answered. */
async function pageOf(filter: ActivityFilter, before: number | null, limit: number): Promise<Page | string | null> {
  for (let from = before; ;) {
    const result = await bridge.call('audit.list', {
      ...questionOf(filter, Date.now()),
      ...(from === null ? {} : { before: from }),
      limit,
    });
    if (!result.ok) return isTransportFailure(result) ? null : result.failure.message;
    const { entries, next } = result.value;
    if (entries.length > 0 || next === null) return { entries, next };
    from = next;
  }
}
