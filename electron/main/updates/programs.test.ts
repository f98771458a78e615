import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { appImage } from './programs.ts';

test('UPD-01: an AppImage is kept, replaced whole, and put back; it begins again only when that is wanted', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-programs-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'Holdfast.AppImage');
  const update = join(folder, 'fetched');
  writeFileSync(file, 'old');
  chmodSync(file, 0o755);
  writeFileSync(update, 'new', { mode: 0o600 });
  const begun: unknown[] = [];
  const programs = appImage(file, join(folder, 'kept'), (how) => begun.push(how?.execPath));

  await assert.rejects(programs.putBack(), 'nothing is kept yet');
  assert.equal(readFileSync(file, 'utf8'), 'old');
  await programs.keepOwn();
  await programs.install(update);
  assert.equal(readFileSync(file, 'utf8'), 'new');
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o755);
  await programs.putBack();
  assert.equal(readFileSync(file, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder).sort(), ['Holdfast.AppImage', 'fetched', 'kept'], 'nothing half made is left');

  programs.beginNext(false);
  assert.deepEqual(begun, []);
  programs.beginNext(true);
  assert.deepEqual(begun, [file]);
});
