import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createHttp, sourceNumber, SOURCES, type Source } from './look-http.ts';
import { Unobservable } from './unobservable.ts';

const server = createServer((asked, reply) => reply.writeHead(asked.url === '/wait' ? 429 : 404).end('HTTP/1.1 429'));
let url: string;
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

test('429 is no refusal of what was asked for, however it was asked', async () => {
  const http = createHttp(url, null, AbortSignal.timeout(5_000));
  const bytes = (path: string) => `GET ${path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n`;
  await assert.rejects(http.raw('walker', bytes('/wait')), Unobservable);
  await assert.rejects(http.ask({ from: 'walker', path: '/wait' }), Unobservable);
  assert.match(await http.raw('walker', bytes('/other')), /^HTTP\/1\.1 404/);
  assert.equal((await http.ask({ from: 'walker', path: '/wait', mayBeLimited: true })).status, 429);
});

test('looks of one minute ask from addresses of their own, but for the wrong sign-ins, which are to add up', () => {
  const sorts = Object.keys(SOURCES) as Source[];
  const turns = Array.from({ length: 25 }, (_, turn) => sorts.map((from) => sourceNumber(from, turn)));
  const all = new Set(turns.flat());
  assert.equal(all.size, 25 * (sorts.length - 1) + 1);
  assert.ok([...all].every((number) => number >= 1 && number <= 254));
  assert.deepEqual([sourceNumber('guesser', 3), sourceNumber('walker', 3)], [SOURCES.guesser, 32]);
});
