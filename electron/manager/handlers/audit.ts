import { join } from 'node:path';
import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import { CHANGING_METHODS, listAudit, listRequests } from '../../core/audit/index.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `audit.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'instance' | 'verifyAudit'>;

const DEFAULT_PAGE = 100;

export function auditHandlers(core: Core): Methods {
  return {
    'audit.list': ({ from, until, before, limit, ...filter }) => {
      const range = rangeOf(from, until);
      if (range === null) return badMoment();
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
    'audit.requests': async ({ changing, from, until, limit, ...filter }) => {
      const range = rangeOf(from, until);
      if (range === null) return badMoment();
      const methods = changing === true ? CHANGING_METHODS : undefined;
      const path = join(core.instance.data.logs, 'server.log');
      return ok(await listRequests(path, { ...filter, ...range, methods }, limit ?? DEFAULT_PAGE));
    },
    'audit.verify': async () => ok(await core.verifyAudit()),
  };
}

const momentOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

/** Null: one of them is no moment. */
function rangeOf(from: string | undefined, until: string | undefined) {
  const range = { from: momentOf(from), until: momentOf(until) };
  return Number.isNaN(range.from) || Number.isNaN(range.until) ? null : range;
}

const badMoment = () => fail('bad-moment', 'Give moments like 2026-11-21T18:00:00Z.');

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
