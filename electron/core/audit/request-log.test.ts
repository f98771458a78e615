import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLog } from '../kernel/index.ts';
import { CHANGING_METHODS, listRequests } from './request-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'server.log');

/** Write a log as the server does: one line a request, others between, the last one cut short. */
function writeLog(file: string, requests: readonly (readonly [method: string, status: number | null])[]): void {
  let text = '';
  const log = createLog('server', { write: (line) => (text += line) });
  for (const [method, status] of requests) {
    log.info('request', { requestId: 'r', method, route: '/api/v1/home', status, address: '127.0.0.1', ms: 1 });
    log.info('closed');
  }
  writeFileSync(file, `${text}{"msg":"request","method":"DEL`);
}

test('LOG-03: methods that change something are found among all, newest first, over files that were rotated out', async () => {
  writeLog(`${path}.1`, [
    ['GET', 200],
    ['DELETE', 204],
    ['PATCH', 204],
  ]);
  writeLog(path, [
    ['POST', 401],
    ['GET', 200],
    ['PUT', null],
  ]);
  const found = async (filter: object, limit = 100) => {
    const { requests, isMore } = await listRequests(path, filter, limit);
    return { methods: requests.map(({ method }) => method), isMore };
  };

  assert.deepEqual(await found({ methods: CHANGING_METHODS }), {
    methods: ['PUT', 'POST', 'PATCH', 'DELETE'],
    isMore: false,
  });
  assert.deepEqual(await found({ methods: CHANGING_METHODS }, 2), { methods: ['PUT', 'POST'], isMore: true });
  assert.deepEqual(await found({}), { methods: ['PUT', 'GET', 'POST', 'PATCH', 'DELETE', 'GET'], isMore: false });
  assert.deepEqual((await found({ statuses: [401, 403] })).methods, ['POST'], 'LOG-04');
  assert.deepEqual((await found({ address: '127.0.0.2' })).methods, []);
  assert.deepEqual((await found({ from: Date.now() + 1000 })).methods, []);
  assert.deepEqual((await found({ until: Date.now() + 1000 })).methods.length, 6);
});

test('a log that is not there has no requests; one that cannot be read is an error', async () => {
  assert.deepEqual(await listRequests(join(folder, 'none.log'), {}, 10), { requests: [], isMore: false });
  await assert.rejects(listRequests(folder, {}, 10), { code: 'EISDIR' });
});
