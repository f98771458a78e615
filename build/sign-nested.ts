import { execFile } from 'node:child_process';
import { closeSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findIdentity } from 'app-builder-lib/out/codeSign/macCodeSign.js';
import type { Configuration, MacPackager, WinPackager } from 'electron-builder';
import { makeManifest } from '../electron/main/own-files.ts';

const run = promisify(execFile);

/** Signs one program in its place. */
export type SignProgram = (file: string) => Promise<void>;

type BeforePack = Extract<NonNullable<Configuration['beforePack']>, (...args: never[]) => unknown>;
type BeforePackContext = Parameters<BeforePack>[0];

/** Mach-O for one kind of processor or several, as they lie in a file (`<mach-o/loader.h>`, `<mach-o/fat.h>`). */
const MACH_O = new Set(['cffaedfe', 'cafebabe']);

/** What has to be signed where: on macOS all native code, for notarization; on Windows programs, as electron-builder does. */
const isProgram = {
  darwin: (file: string) => MACH_O.has(firstBytes(file)),
  win32: (file: string) => file.endsWith('.exe'),
};

/**
 * Sign what is packed beside the asar, and only then write the lists of its hashes: a signature is part of a file. Once
 * they are in the asar, nothing of it may change; `electron-builder.ts` keeps electron-builder's own signing away from it.
 *
 * @param stage as `stage.ts` made it, with `packages`. @param sign null: nothing is signed.
 */
export async function sealStage(stage: string, system: NodeJS.Platform, sign: SignProgram | null): Promise<void> {
  for (const [name, folder] of Object.entries({
    runtime: join(stage, 'runtime'),
    node_modules: join(stage, 'packages'),
  })) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    if (sign !== null && (system === 'darwin' || system === 'win32'))
      for (const file of files.filter(isProgram[system])) await sign(file);
    writeFileSync(join(stage, 'app', 'resources', `${name}.json`), `${JSON.stringify(await makeManifest(folder))}\n`);
  }
}

/**
 * With whatever the app itself will be signed with, or null when it will not be.
 *
 * @param entitlements for the bundled Node, whose engine writes code.
 */
export async function signerOf({ packager }: BeforePackContext, entitlements: string): Promise<SignProgram | null> {
  if (process.platform === 'darwin') {
    const { codeSigningInfo, platformSpecificBuildOptions } = packager as MacPackager;
    const { identity: qualifier } = platformSpecificBuildOptions;
    const keychain = (await codeSigningInfo.value).keychainFile ?? null;
    const found = qualifier === '-' ? null : await findIdentity('Developer ID Application', qualifier, keychain);
    const identity = qualifier === '-' ? '-' : (found?.hash ?? found?.name);
    if (identity === undefined) return null;
    const from = keychain === null ? [] : ['--keychain', keychain];
    // A signature by nobody ("-") gets no timestamp from Apple.
    const when = identity === '-' ? '--timestamp=none' : '--timestamp';
    const how = ['--force', when, '--options', 'runtime', '--entitlements', entitlements];
    return async (file) => void (await run('codesign', ['--sign', identity, ...from, ...how, file]));
  }
  if (process.platform !== 'win32') return null;
  const windows = packager as WinPackager;
  const manager = await windows.signingManager.value;
  // Without a certificate it answers false and has done nothing, as for the app itself.
  return async (path) => void (await manager.signFile({ path, options: windows.platformSpecificBuildOptions }));
}

function firstBytes(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(4);
    readSync(handle, bytes);
    return bytes.toString('hex');
  } finally {
    closeSync(handle);
  }
}
