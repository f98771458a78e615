import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { listAudit } from '../../core/audit/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `audit.${string}`>>;

const DEFAULT_PAGE = 100;

export function auditHandlers(core: ManagerCore): Methods {
  return {
    'audit.list': ({ from, until, before, limit, ...filter }) => {
      const range = { from: momentOf(from), until: momentOf(until) };
      if (Number.isNaN(range.from) || Number.isNaN(range.until))
        return fail('bad-moment', 'Give moments like 2026-11-21T18:00:00Z.');
      const page = listAudit(
        core.db,
        { ...filter, ...range },
        { before: before ?? null, limit: limit ?? DEFAULT_PAGE },
      );
      return ok({
        entries: page.entries.map((entry) => ({
          ...entry,
          at: new Date(entry.at).toISOString(),
          detail: detailOf(entry.detail),
        })),
        next: page.next,
      });
    },
    'audit.verify': async () => ok(await core.verifyAudit()),
  };
}

const momentOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

/** An entry somebody tampered with is shown as it is found; saying so is `audit.verify`'s. */
function detailOf(json: string): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(json);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return { ...detail };
  } catch {
    // shown as text below
  }
  return { text: json };
}
