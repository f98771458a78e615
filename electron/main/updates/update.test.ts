import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimDataFolder, systemClock } from '../../core/kernel/index.ts';
import { installUpdate } from './update.ts';

test('UPD-07: an update that cannot be installed nor taken back is an answer, and the next start has what it decides by', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-update-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const claimed = claimDataFolder(join(folder, 'data'));
  assert.ok(claimed.ok);
  const { data } = claimed.value;
  claimed.value.release();
  mkdirSync(join(folder, 'updates'));
  const journal = join(folder, 'updates', 'update.json');
  const file = join(folder, 'Holdfast.AppImage');
  writeFileSync(file, 'Holdfast 1.1.0');
  const sha512 = createHash('sha512').update('Holdfast 1.1.0').digest('base64');
  const full = async () => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const programs = { isSigned: () => true, keepOwn: async () => {}, install: full, putBack: full };
  const installed = await installUpdate(
    { data, journal, own: '1.0.0', programs, clock: systemClock, log: { info() {}, warn() {}, error() {} } },
    file,
    { version: '1.1.0', sizeBytes: 14, sha512, signature: 'ours' },
  );
  assert.equal(installed.ok ? null : installed.failure.code, 'not-installed');
  assert.ok(existsSync(journal));
  assert.equal(readdirSync(data.generations).length, 2, 'the restore point is there');
});
