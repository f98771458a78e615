import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkOwnFiles, readManifest } from '../electron/main/own-files.ts';
import { builderConfig } from './electron-builder.ts';
import { sealStage } from './sign-nested.ts';

const MACH_O = Buffer.from('cffaedfe0c000001', 'hex');

/** A stage with a program, a script and native code. */
function stageOf(t: TestContext): string {
  const stage = mkdtempSync(join(tmpdir(), 'holdfast-seal-'));
  t.after(() => rmSync(stage, { recursive: true, force: true }));
  for (const folder of ['app/resources', 'runtime/bin', 'runtime/electron', 'packages/keytar'])
    mkdirSync(join(stage, folder), { recursive: true });
  for (const name of ['node', 'node.exe']) writeFileSync(join(stage, 'runtime', 'bin', name), MACH_O);
  writeFileSync(join(stage, 'runtime', 'electron', 'index.js'), '//');
  writeFileSync(join(stage, 'packages', 'keytar', 'keychain.node'), MACH_O);
  return stage;
}
const problems = async (stage: string) => [
  ...(await checkOwnFiles(join(stage, 'runtime'), readManifest(join(stage, 'app', 'resources', 'runtime.json')))),
  ...(await checkOwnFiles(join(stage, 'packages'), readManifest(join(stage, 'app', 'resources', 'node_modules.json')))),
];

test('DSK-03: a signed app finds its files as they were packed: what is signed is hashed afterwards', async (t) => {
  const stage = stageOf(t);
  const signed: string[] = [];
  await sealStage(stage, 'darwin', async (file) => {
    signed.push(file.slice(stage.length + 1));
    appendFileSync(file, 'signature');
  });
  assert.deepEqual(signed.toSorted(), ['packages/keytar/keychain.node', 'runtime/bin/node', 'runtime/bin/node.exe']);
  assert.match(readFileSync(join(stage, 'runtime', 'bin', 'node'), 'latin1'), /signature$/);
  assert.deepEqual(await problems(stage), []);
});

test('Windows: programs are signed, libraries are not; without a certificate nothing is, and the lists are there', async (t) => {
  const stage = stageOf(t);
  const signed: string[] = [];
  await sealStage(stage, 'win32', async (file) => void signed.push(file.slice(stage.length + 1)));
  assert.deepEqual(signed, [join('runtime', 'bin', 'node.exe')]);
  const other = stageOf(t);
  await sealStage(other, 'win32', null);
  assert.deepEqual(await problems(other), []);
});

test('DSK-03: electron-builder signs the app, and none of what the lists of hashes name', () => {
  const config = builderConfig({ stage: 's', electronDist: null, hasFuses: true, feed: null, output: 'o' });
  const isLeft = (path: string) =>
    [config.mac?.signIgnore ?? []].flat().some((pattern) => new RegExp(pattern).test(`/tmp/out/Holdfast.app${path}`));
  for (const path of ['/Contents/Resources/runtime/bin/node', '/Contents/Resources/node_modules/keytar/keychain.node'])
    assert.ok(isLeft(path), path);
  for (const path of [
    '',
    '/Contents/MacOS/Holdfast',
    '/Contents/Frameworks/Electron Framework.framework/Versions/A/Electron Framework',
  ])
    assert.ok(!isLeft(path), path);
  // WinPackager.shouldSignFile: "!" and how a name ends.
  const skipped = (config.win?.signExts ?? []).map((name) => name.replace(/^!/, ''));
  const isSigned = (file: string) => !skipped.some((name) => file.endsWith(name));
  for (const file of ['node.exe', 'ffmpeg.exe', 'ffprobe.exe']) assert.ok(!isSigned(`C:\\out\\${file}`), file);
  for (const file of ['Holdfast.exe', 'Holdfast Setup 0.1.0.exe']) assert.ok(isSigned(`C:\\out\\${file}`), file);
});
