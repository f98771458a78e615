import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { APP_ID } from '../electron/main/app-id.ts';
import { builderConfig } from './electron-builder.ts';
import { ROOT } from './setup.js';

const options = { stage: 'stage', electronDist: null, hasFuses: true, output: 'out' };
const config = builderConfig({ ...options, feed: { url: 'https://updates.example/', publicKey: '' } });

test('each system gets its own kinds of package: dmg and zip, NSIS per user, AppImage and deb', () => {
  assert.deepEqual(config.mac?.target, ['dmg', 'zip']);
  assert.deepEqual(config.win?.target, ['nsis']);
  assert.deepEqual(config.linux?.target, ['AppImage', 'deb']);
  // DSK-01: no administrator; what is taken away again leaves the owner's data.
  assert.equal(config.nsis?.perMachine, false);
  assert.equal(config.nsis?.deleteAppDataOnUninstall, false);
});

test('Windows: the installed shortcut and the process say the same of who they are', () => {
  assert.equal(config.appId, APP_ID);
});

test('DSK-07: every fuse is set, to the safe side', () => {
  assert.deepEqual(config.electronFuses, {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  });
  assert.equal(config.asar, true);
});

test('macOS: hardened, with the two entitlements the runtime needs and no others', () => {
  assert.equal(config.mac?.hardenedRuntime, true);
  const file = config.mac?.entitlements as string;
  assert.equal(config.mac?.entitlementsInherit, file, 'the bundled Node needs them too');
  const granted = [...readFileSync(file, 'utf8').matchAll(/<key>(.+)<\/key>\s*<true\/>/g)].map(([, key]) => key);
  assert.deepEqual(granted, ['com.apple.security.cs.allow-jit', 'com.apple.security.cs.disable-library-validation']);
});

test('the icons are there, each of the kind its system reads', () => {
  const first = (path: unknown, length: number) => readFileSync(path as string).subarray(0, length);
  assert.equal(first(config.mac?.icon, 4).toString('latin1'), 'icns');
  assert.deepEqual([...first(config.win?.icon, 4)], [0, 0, 1, 0]);
  assert.deepEqual([...first(config.linux?.icon, 4)], [0x89, 0x50, 0x4e, 0x47]);
  // macOS colours a template itself; Windows and Linux have a dot, for a light ground and a dark one.
  for (const state of ['running', 'attention', 'locked', 'stopped'])
    for (const name of ['Template', '-dot-on-dark', '-dot-on-light'])
      for (const scale of ['', '@2x'])
        assert.ok(
          existsSync(join(ROOT, 'resources', 'icons', 'tray', `${state}${name}${scale}.png`)),
          `${state}${name}`,
        );
});

test('UPD-01: announcements are written for a feed, and a package without one looks nowhere', () => {
  assert.deepEqual(config.publish, { provider: 'generic', url: 'https://updates.example/' });
  assert.equal(builderConfig({ ...options, feed: null }).publish, null);
});
