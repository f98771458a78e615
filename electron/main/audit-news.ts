import type { Output } from '../../shared/contract/index.ts';
import { noticesOf, type AuditEntry, type NoticeMemory } from './notices.ts';

/** As many as `audit.list` gives at once. */
const PAGE = 500;

export type AuditPage = Pick<Output<'audit.list'>, 'next'> & { readonly entries: readonly AuditEntry[] };
export type ListAudit = (input: {
  readonly event?: string;
  readonly before?: number;
  readonly limit: number;
}) => Promise<AuditPage>;

/**
 * What is new in the audit, for notifications. What there was at the first look is known, and not told.
 *
 * @returns looks once; not to be called while it looks.
 */
export function createAuditNews(list: ListAudit): () => Promise<Omit<ReturnType<typeof noticesOf>, 'memory'>> {
  let seen: number | null = null;
  let memory: NoticeMemory = { failures: new Map(), devices: new Set() };

  /** All entries after `seq`, oldest first: a burst of one kind must not hide another behind a page's end. */
  const entriesAfter = async (seq: number, event?: string): Promise<AuditEntry[]> => {
    const found: AuditEntry[] = [];
    for (let before: number | null | undefined; before !== null;) {
      const page: AuditPage = await list({
        limit: PAGE,
        ...(event !== undefined && { event }),
        ...(before !== undefined && { before }),
      });
      found.push(...page.entries.filter((entry) => entry.seq > seq));
      before = page.next !== null && page.next > seq + 1 ? page.next : null;
    }
    return found.reverse();
  };

  return async () => {
    if (seen === null) {
      const { entries } = await list({ limit: 1 });
      const newest = entries[0]?.seq ?? 0;
      // Every sign-in there is: a device that comes once a year is known by the account it belongs to.
      const signIns = await entriesAfter(0, 'sign-in.succeeded');
      // One that came while we looked is news.
      memory = noticesOf(
        signIns.filter(({ seq }) => seq <= newest),
        memory,
      ).memory;
      seen = newest;
      return { news: [], red: [] };
    }
    const fresh = await entriesAfter(seen);
    const { memory: after, ...told } = noticesOf(fresh, memory);
    memory = after;
    seen = fresh.at(-1)?.seq ?? seen;
    return told;
  };
}
