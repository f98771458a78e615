import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Configuration } from 'electron-builder';

/** electron-builder's name of each fuse, and its place in the program. */
const FUSES = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
} as const satisfies Partial<Record<keyof NonNullable<Configuration['electronFuses']>, FuseV1Options>>;

/** As they are written in the program: the byte of the digit (`FuseState` of @electron/fuses). */
const STATES: Readonly<Record<number, boolean>> = { 0x30: false, 0x31: true };

/** What was burnt into a packed program (DSK-07). @returns null for a fuse that program does not have. */
export async function burntFuses(program: string): Promise<Record<keyof typeof FUSES, boolean | null>> {
  const wire: Partial<Record<FuseV1Options, number>> = await getCurrentFuseWire(program);
  const entries = Object.entries(FUSES).map(([name, place]) => [name, STATES[wire[place] ?? -1] ?? null]);
  return Object.fromEntries(entries) as Record<keyof typeof FUSES, boolean | null>;
}

/** The program in a folder of packages, unpacked, as electron-builder leaves it. @throws when there is none. */
export function packedProgram(packages: string, system: NodeJS.Platform = process.platform): string {
  const places = {
    linux: ['linux-unpacked/holdfast-desktop', 'linux-arm64-unpacked/holdfast-desktop'],
    darwin: ['mac-arm64/Holdfast.app/Contents/MacOS/Holdfast', 'mac/Holdfast.app/Contents/MacOS/Holdfast'],
    win32: ['win-unpacked/Holdfast.exe'],
  }[system as 'linux'];
  const found = places?.map((place) => join(packages, place)).find((program) => existsSync(program));
  if (found === undefined)
    throw new Error(
      `${packages} has no program: ${existsSync(packages) ? readdirSync(packages).join(', ') : 'no such folder'}`,
    );
  return found;
}
