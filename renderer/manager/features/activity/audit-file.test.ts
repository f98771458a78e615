import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditCsv } from './audit-file.ts';

test('what somebody on the LAN called a device neither breaks a line nor runs as a formula', () => {
  const detail = { device: '"TV", living room' };
  const entry = { seq: 7, at: '2026-11-21T18:00:00.000Z', actor: '=cmd|calc', event: 'sign-in.failed', detail };
  assert.equal(
    auditCsv([entry]),
    '"seq","at","actor","event","detail"\r\n' +
      `"7","2026-11-21T18:00:00.000Z","'=cmd|calc","sign-in.failed","{""device"":""\\""TV\\"", living room""}"\r\n`,
  );
});
