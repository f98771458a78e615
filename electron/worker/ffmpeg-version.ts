import { execFile } from 'node:child_process';

/** What ffmpeg says it is ("5.1.9-0+deb12u1"), or null when there is none or it does not run. */
export function ffmpegVersion(ffmpeg: string | null): Promise<string | null> {
  if (ffmpeg === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    execFile(ffmpeg, ['-version'], { env: {}, timeout: 10_000, maxBuffer: 1024 * 1024 }, (error, stdout) =>
      resolve(error ? null : (/^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? null)),
    );
  });
}
