import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { packagesOf, thirdPartyNotices } from './third-party.ts';

test('packages are found by what a bundler read: once each, those within others too', () => {
  const at = (path: string) => join('/checkout', ...path.split('/'));
  const modules = [
    at('renderer/app.tsx'),
    at('node_modules/react/index.js'),
    `${at('node_modules/react/cjs/react.js')}?commonjs-module`,
    `\0${at('node_modules/@fastify/cookie/plugin.js')}`,
    at('node_modules/pino/node_modules/sonic-boom/index.js'),
  ];
  assert.deepEqual(
    packagesOf(modules),
    ['node_modules/@fastify/cookie', 'node_modules/pino/node_modules/sonic-boom', 'node_modules/react'].map(at),
  );
});

test('each is named with its licence and the text it asks for; one without a licence is not packed', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-notices-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const packageOf = (name: string, manifest: object, licence: string | null) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
    if (licence !== null) writeFileSync(join(folder, name, 'LICENSE.md'), licence);
    return join(folder, name);
  };
  const free = packageOf('free', { license: 'MIT' }, 'Copyright Somebody');
  const short = packageOf('short', { license: 'ISC' }, null);
  const notices = thirdPartyNotices([free, short]);
  assert.match(notices, /free 1\.0\.0 \(MIT\)\s+Copyright Somebody/);
  assert.match(notices, /short 1\.0\.0 \(ISC\)\s+It ships no text of its own\./);
  assert.throws(() => thirdPartyNotices([packageOf('bare', {}, null)]), /names no licence/);
});
