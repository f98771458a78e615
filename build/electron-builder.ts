import type { Configuration } from 'electron-builder';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP_ID } from '../electron/main/app-id.ts';
import type { FeedAddress } from '../electron/main/updates/feed-address.ts';
import { ROOT } from './setup.js';

const ICONS = join(ROOT, 'resources', 'icons');
/** What the hardened runtime of macOS allows the app and the bundled Node. */
export const ENTITLEMENTS = join(ROOT, 'build', 'entitlements.mac.plist');

export type PackageOptions = {
  /** What is packed, as `stage.ts` made it. */
  readonly stage: string;
  /** Electron's own program when it is not to be downloaded. */
  readonly electronDist: string | null;
  /** DSK-07: fuses are burnt into what is handed out; a package that Playwright drives must go without. */
  readonly hasFuses: boolean;
  /** macOS: signed by nobody, where there is no certificate; otherwise by whom it finds, or not at all. */
  readonly isSignedAdHoc?: boolean;
  /** Where updates are looked for, and whose they have to be; null packs an app that looks nowhere. */
  readonly feed: FeedAddress | null;
  readonly output: string;
};

/** How the stage becomes a package of this system. Paths are absolute; the schema is electron-builder's own. */
export function builderConfig(options: PackageOptions): Configuration {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string };
  };
  return {
    appId: APP_ID,
    productName: 'Holdfast',
    copyright: 'Copyright © The Holdfast developers',
    electronVersion: devDependencies.electron,
    ...(options.electronDist !== null && { electronDist: options.electronDist }),
    directories: { app: join(options.stage, 'app'), output: options.output, buildResources: join(ROOT, 'build') },
    asar: true,
    // Native code comes prebuilt for Node-API, which Electron has.
    npmRebuild: false,
    nodeGypRebuild: false,
    // It would gather every dependency of the checkout: what the app imports is in its bundles.
    files: ['**/*', '!**/node_modules/**'],
    extraResources: [
      { from: join(options.stage, 'runtime'), to: 'runtime' },
      // Beside the asar, where both the app in it and the runtime find them on their way up.
      { from: join(options.stage, 'packages'), to: 'node_modules' },
    ],
    ...(options.hasFuses && {
      electronFuses: {
        runAsNode: false,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        onlyLoadAppFromAsar: true,
        enableEmbeddedAsarIntegrityValidation: true,
        enableCookieEncryption: true,
        grantFileProtocolExtraPrivileges: false,
        resetAdHocDarwinSignature: true,
      },
    }),
    publish: options.feed === null ? null : { provider: 'generic', url: options.feed.url },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.video',
      icon: join(ICONS, 'icon.icns'),
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: ENTITLEMENTS,
      entitlementsInherit: ENTITLEMENTS,
      ...(options.isSignedAdHoc === true && { identity: '-' }),
      // Signed by us, before they were hashed (`sign-nested.ts`); @electron/osx-sign would sign whatever is below anew.
      signIgnore: ['/Contents/Resources/(runtime|node_modules)/'],
      // The system asks once whether the house may be reached from the network; this is what it shows.
      extendInfo: { NSLocalNetworkUsageDescription: 'Holdfast plays your films on the devices in your home.' },
    },
    win: {
      target: ['nsis'],
      icon: join(ICONS, 'icon.ico'),
      // As on macOS; whatever else ends with .exe is signed.
      signExts: ['!node.exe', '!ffmpeg.exe', '!ffprobe.exe'],
    },
    // Per user: nothing of Holdfast needs an administrator (DSK-01).
    nsis: { oneClick: true, perMachine: false, deleteAppDataOnUninstall: false },
    linux: {
      target: ['AppImage', 'deb'],
      icon: join(ICONS, 'icon.png'),
      category: 'AudioVideo',
      executableName: 'holdfast-desktop',
      maintainer: 'The Holdfast developers',
      synopsis: 'A home media server that is safe without effort',
    },
  };
}
