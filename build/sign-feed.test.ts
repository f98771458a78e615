import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isOfferSigned } from '../electron/main/updates/signature.ts';
import { signFeed } from './sign-feed.ts';

/** As electron-builder 26 writes it. */
const ANNOUNCEMENT = `version: 1.2.0
files:
  - url: Holdfast-1.2.0-mac.zip
    sha512: c2hhNTEyIG9mIHRoZSB6aXA=
    size: 1000
  - url: Holdfast-1.2.0.dmg
    sha512: c2hhNTEyIG9mIHRoZSBkbWc=
    size: 2000
path: Holdfast-1.2.0-mac.zip
sha512: c2hhNTEyIG9mIHRoZSB6aXA=
releaseDate: '2026-11-21T00:00:00.000Z'
`;

test('UPD-01, UPD-06: every file of an announcement is signed with its version, once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sign-'));
  try {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const trusted = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const file = join(folder, 'latest-mac.yml');
    writeFileSync(file, ANNOUNCEMENT);
    writeFileSync(join(folder, 'builder-debug.yml'), 'x: y\n');
    assert.deepEqual(signFeed(folder, pem), ['latest-mac.yml']);
    const [, json] = /^signatures: (.+)$/m.exec(readFileSync(file, 'utf8'))!;
    const signatures = JSON.parse(json!) as Record<string, string>;
    const offer = { version: '1.2.0', sizeBytes: 1000, sha512: 'c2hhNTEyIG9mIHRoZSB6aXA=' };
    const signature = signatures['Holdfast-1.2.0-mac.zip']!;
    assert.equal(isOfferSigned({ ...offer, signature }, trusted), true);
    assert.equal(isOfferSigned({ ...offer, version: '1.3.0', signature }, trusted), false, 'an old file, renamed');
    assert.equal(isOfferSigned({ ...offer, signature: signatures['Holdfast-1.2.0.dmg']! }, trusted), false);
    assert.throws(() => signFeed(folder, pem), /signed already/);
    writeFileSync(file, 'version: 1.2.0\nfiles: []\n');
    assert.throws(() => signFeed(folder, pem), /names no file/);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    assert.throws(
      () => signFeed(folder, rsa.export({ type: 'pkcs8', format: 'pem' }).toString()),
      /not an Ed25519 key/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
