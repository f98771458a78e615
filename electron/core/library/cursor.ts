export type SortKey = 'title' | 'added' | 'year' | 'taken' | 'number';
export type Order = 'asc' | 'desc';

/** Where a page ended: the sorted value and id of its last row. Opaque to clients. */
export function encodeCursor(sort: SortKey, order: Order, value: string | number, id: string): string {
  return Buffer.from(JSON.stringify([sort, order, value, id])).toString('base64url');
}

/** null when the cursor is not one of ours, or belongs to another sorting. */
export function decodeCursor(
  cursor: string,
  sort: SortKey,
  order: Order,
): { readonly value: string | number; readonly id: string } | null {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null; // not JSON: a made-up cursor, answered like any other wrong one
  }
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== sort || parts[1] !== order) return null;
  const [value, id] = [parts[2] as unknown, parts[3] as unknown];
  if (typeof id !== 'string' || typeof value !== (sort === 'title' || sort === 'number' ? 'string' : 'number'))
    return null;
  return { value: value as string | number, id };
}
