import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditOf } from '../core/audit/index.ts';
import { openDatabases, ownClock } from '../core/kernel/testing/databases.ts';
import { recordCrash, recordStart } from './system-events.ts';

test('INC-05: starts, updates and crashes are on the record; a closed database is not written to', () => {
  const house = openDatabases();
  const log = { info() {}, warn() {}, error() {} };
  const deps = { db: house.manager, clock: ownClock(), log };
  recordStart(deps, '1.0.0');
  recordStart(deps, '1.0.0');
  recordStart(deps, '1.1.0');
  recordCrash(deps, 'server');
  assert.deepEqual(
    auditOf(house.manager, ['system.started', 'system.crashed'], 0).map(({ detail }) => JSON.parse(detail) as unknown),
    [
      { version: '1.0.0', from: null },
      { version: '1.0.0', from: null },
      { version: '1.1.0', from: '1.0.0' },
      { part: 'server' },
    ],
  );
  house.close();
  recordCrash(deps, 'worker');
});
