import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppUpdater, type UpdateInfo } from 'electron-updater';
import type { DownloadExecutorResult, DownloadUpdateOptions } from 'electron-updater/out/AppUpdater.js';
import { makePrivateFolder, writeFileAtomically, type Log } from '../../core/kernel/index.ts';
import { createFeedHttp } from './feed-http.ts';
import type { Offer } from './judge-offer.ts';

/** Where newer programs are announced and fetched from. */
export type UpdateFeed = {
  /** @returns what the feed offers, newer than ours by its number; null when there is none. @throws when nobody answers. */
  readonly newest: () => Promise<Offer | null>;
  /** Fetch what `newest` offered last. @returns its file, whole. @throws as above. */
  readonly fetch: () => Promise<string>;
};

/** The kind of file a system is updated with. */
const EXTENSIONS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'zip', win32: 'exe', linux: 'AppImage' };

/**
 * electron-updater, for what it reads (the feed electron-builder writes) and keeps (what was fetched, until it is
 * installed). What it fetches goes through our own requests, and putting it in place is not its part: the restore point
 * has to come before, and the way back after (`update.ts`).
 *
 * @param folder ours alone; holds what was fetched.
 */
export function createFeed(options: {
  readonly url: string;
  /** Version of the program that runs. */
  readonly own: string;
  readonly folder: string;
  readonly log: Log;
}): UpdateFeed {
  makePrivateFolder(options.folder);
  const updater = new Feed(options);
  return {
    async newest() {
      const found = await updater.checkForUpdates();
      if (found === null || !found.isUpdateAvailable) return null;
      return updater.offerOf(found.updateInfo);
    },
    async fetch() {
      const [file] = await updater.downloadUpdate();
      if (file === undefined) throw new Error('Nothing was fetched.');
      return file;
    },
  };
}

class Feed extends AppUpdater {
  constructor({ url, own, folder, log }: Parameters<typeof createFeed>[0]) {
    const config = join(folder, 'feed.yml');
    // JSON is YAML too.
    writeFileAtomically(config, JSON.stringify({ provider: 'generic', url, updaterCacheDirName: 'fetched' }));
    super(null, {
      version: own,
      name: 'holdfast',
      isPackaged: true,
      appUpdateConfigPath: config,
      userDataPath: folder,
      baseCachePath: folder,
      whenReady: async () => {},
      relaunch: notItsPart,
      quit: notItsPart,
      onQuit: notItsPart,
    });
    // Its typings leave the place of the executor out; who gives it an app of its own has to fill it.
    Object.assign(this, { httpExecutor: createFeedHttp(new URL(url)) });
    this.disableDifferentialDownload = true;
    this.autoDownload = false;
    this.autoInstallOnAppQuit = false;
    this.allowDowngrade = false;
    this.allowPrerelease = false;
    const tell = (level: 'info' | 'warn' | 'error') => (message?: unknown) =>
      log[level]('update.feed', { message: String(message) });
    this.logger = { info: tell('info'), warn: tell('warn'), error: tell('error') };
    // Without a listener Node throws it a second time, where nobody can catch it.
    this.on('error', () => {});
  }

  offerOf(info: UpdateInfo): Offer {
    const file = info.files.find(({ url }) => isForUs(url));
    if (file === undefined) throw new Error('The feed has no file for this system.');
    const { signatures } = info as { signatures?: Record<string, unknown> };
    const signature = signatures?.[file.url];
    return {
      version: info.version,
      sizeBytes: file.size ?? 0,
      sha512: file.sha512,
      signature: typeof signature === 'string' ? signature : '',
    };
  }

  protected override async doDownloadUpdate(options: DownloadUpdateOptions): Promise<DownloadExecutorResult> {
    const { info, provider } = options.updateInfoAndProvider;
    const fileInfo = provider.resolveFiles(info).find(({ info: { url } }) => isForUs(url));
    if (fileInfo === undefined) throw new Error('The feed has no file for this system.');
    const { httpExecutor } = this as unknown as { httpExecutor: ReturnType<typeof createFeedHttp> };
    return this.executeDownload({
      fileExtension: EXTENSIONS[process.platform]!,
      fileInfo,
      downloadUpdateOptions: options,
      done: async () => {},
      task: async (destination) => {
        try {
          await httpExecutor.download(fileInfo.url, destination);
        } catch (error) {
          rmSync(destination, { force: true });
          throw error;
        }
      },
    });
  }

  override quitAndInstall(): void {
    notItsPart();
  }
}

function notItsPart(): never {
  throw new Error('Installing is not the part of electron-updater.');
}

/** One feed may hold files for several processors; those of another name it. */
function isForUs(url: string): boolean {
  const extension = EXTENSIONS[process.platform];
  const others = process.arch === 'arm64' ? /[-_.](x64|x86_64|amd64)[-_.]/ : /[-_.](arm64|aarch64)[-_.]/;
  return extension !== undefined && url.endsWith(`.${extension}`) && !others.test(url);
}
