import type { Identity } from './viewer.ts';

/**
 * What one account may see (AUTH-21). Whatever lists, counts, searches or serves items goes through a scope, so a hidden
 * item leaves no trace: not in a total, a suggestion or the order of others.
 */
export type Scope = { readonly accountId: string; readonly seesAll: 0 | 1 };

export const scopeOf = (viewer: Identity): Scope => ({
  accountId: viewer.accountId,
  seesAll: viewer.role === 'owner' ? 1 : 0,
});

/** SQL that holds for a library id in scope; binds `:seesAll` and `:accountId`. */
export const inScope = (column: string): string =>
  `${column} IN (SELECT id FROM manager.library WHERE :seesAll
     UNION ALL SELECT library_id FROM manager.library_grant WHERE account_id = :accountId)`;
