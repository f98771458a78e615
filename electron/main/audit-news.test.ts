import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuditNews, type ListAudit } from './audit-news.ts';
import type { AuditEntry } from './notices.ts';

/** An audit that gives pages as `audit.list` does. */
function auditOf() {
  const entries: AuditEntry[] = [];
  const write = (event: string, detail: Record<string, unknown>, actor = 'account:1') =>
    void entries.push({ seq: entries.length + 1, at: new Date(0).toISOString(), actor, event, detail });
  const list: ListAudit = async ({ event, before = Infinity, limit }) => {
    const rows = entries.filter((entry) => entry.seq < before && (event === undefined || entry.event === event));
    const page = rows.toReversed().slice(0, limit);
    return { entries: page, next: rows.length > limit ? page.at(-1)!.seq : null };
  };
  return { write, list, look: createAuditNews(list) };
}
const titles = async (look: ReturnType<typeof createAuditNews>) =>
  (await look()).news.map((item) => ('recovered' in item ? item.recovered : item.title));

test('LOG-12: a ban is told, however much was written after it before anybody looked', async () => {
  const { write, look } = auditOf();
  write('address.banned', { address: '192.168.1.1' });
  assert.deepEqual(await titles(look), [], 'what there was is known');
  write('address.banned', { address: '192.168.1.9' });
  for (let tries = 0; tries < 1_200; tries += 1)
    write('sign-in.failed', { address: `10.0.${tries >> 8}.${tries & 255}` });
  assert.deepEqual(await titles(look), ['An address was shut out']);
  assert.deepEqual(await titles(look), []);
});

test('a device is known for its account, however long ago it signed in', async () => {
  const { write, look } = auditOf();
  const signIn = (device: string, actor = 'account:1') =>
    write('sign-in.succeeded', { address: '192.168.1.9', device }, actor);
  signIn('Safari on iPad');
  for (let times = 0; times < 1_200; times += 1) signIn('Firefox on Linux');
  assert.deepEqual(await titles(look), []);
  signIn('Safari on iPad');
  assert.deepEqual(await titles(look), []);
  signIn('Safari on iPad', 'account:2');
  assert.deepEqual(await titles(look), ['A new device signed in']);
});

test('a device that signs in while the first look reads is news', async () => {
  const { write, list } = auditOf();
  write('sign-in.succeeded', { address: '192.168.1.9', device: 'Safari on iPad' });
  const look = createAuditNews(async (input) => {
    const page = await list(input);
    if (input.limit === 1) write('sign-in.succeeded', { address: '192.168.1.66', device: 'curl' });
    return page;
  });
  assert.deepEqual(await titles(look), [], 'what there was is known');
  assert.deepEqual(await titles(look), ['A new device signed in']);
});
