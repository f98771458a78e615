import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDiskEncrypted } from './look-disks.ts';

test(
  'a disk is encrypted when it, or one it lies on, is; where the system does not tell, nothing is said (DB-13)',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-disks-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const { dev } = statSync(folder);
    const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & ~0xff & 0xfffff)];
    if (major === 0) {
      assert.equal(await isDiskEncrypted(folder), null, 'an overlay has no device');
      return;
    }
    /** sysfs with our folder's disk lying on a volume, which lies on a partition. */
    const sysfs = (name: string, uuids: Readonly<Record<string, string>>): string => {
      const sys = join(folder, name);
      for (const [disk, slave] of [
        ['dm-1', 'dm-0'],
        ['dm-0', 'sda2'],
        ['sda2', null],
      ] as const) {
        const place = join(sys, 'devices', disk);
        mkdirSync(join(place, 'dm'), { recursive: true });
        mkdirSync(join(place, 'slaves'));
        if (uuids[disk] !== undefined) writeFileSync(join(place, 'dm', 'uuid'), uuids[disk]);
        if (slave !== null) mkdirSync(join(place, 'slaves', slave));
        mkdirSync(join(sys, 'class', 'block'), { recursive: true });
        symlinkSync(place, join(sys, 'class', 'block', disk));
      }
      mkdirSync(join(sys, 'dev', 'block'), { recursive: true });
      symlinkSync(join(sys, 'devices', 'dm-1'), join(sys, 'dev', 'block', `${major}:${minor}`));
      return sys;
    };
    assert.equal(await isDiskEncrypted(folder, sysfs('below', { 'dm-1': 'LVM-x', 'dm-0': 'CRYPT-LUKS2-x' })), true);
    assert.equal(await isDiskEncrypted(folder, sysfs('plain', { 'dm-1': 'LVM-x' })), false);
    assert.equal(await isDiskEncrypted(folder, join(folder, 'nothing')), null);
  },
);
