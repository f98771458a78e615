/** What the tests of conversions start from: two clips, a film of four minutes, ffmpeg, and all of it gone at the end. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { EncodingJob } from '../../../../shared/control/encoding.ts';
import type { Log, LogFields } from '../../../core/kernel/index.ts';
import { playbackFolder, segmentPath } from '../../../core/streaming/index.ts';
import type { MediaEngine } from '../media-engine.ts';
import { clipFile, makeClip } from './clips.ts';
import { createConversions, jobFor, openLibrary, systemEngine, type Conversions } from './conversions.ts';
import { complaints } from './inspect.ts';

export const LONG = 'Long (2010).mp4';
const LONG_S = 240;

export const library = openLibrary();
export let engine: MediaEngine;
const open: Conversions[] = [];
before(async () => {
  await makeClip(library.films, 'plain');
  await makeClip(library.films, 'plainMkv');
  const source = `testsrc2=s=160x90:r=12:d=${LONG_S}`;
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-preset', 'ultrafast', join(library.films, LONG)]); // prettier-ignore
  await library.scan();
  engine = await systemEngine();
});
after(async () => {
  await Promise.all(open.map((conversions) => conversions.stop()));
  library.close();
});

type Event = { readonly event: string; readonly fields: LogFields };
type Changes = Parameters<typeof createConversions>[2] & {
  readonly engine?: MediaEngine;
  readonly library?: typeof library;
};

/** Conversions with their log, ended after the test. */
export function convert(changes: Changes = {}) {
  const events: Event[] = [];
  const note = (event: string, fields: LogFields = {}) => void events.push({ event, fields });
  const log: Log = { info: note, warn: note, error: note };
  const conversions = createConversions(changes.library ?? library, changes.engine ?? engine, { log, ...changes });
  open.push(conversions);
  const started = () => events.filter(({ event }) => event === 'transcode.started').map(({ fields }) => Number(fields['pid']));
  return { ...conversions, events, started, why: () => events.flatMap(({ fields }) => fields['why'] ?? []) };
} // prettier-ignore

let ids = 0;
export const newPlayback = (): string => (++ids).toString(16).padStart(32, '0');
export const soon = () => AbortSignal.timeout(20_000);
export const job = (file: string, changes: Partial<EncodingJob> = {}) => jobFor(library.source(file), changes);
export const small = { kind: 'h264', stream: 0, variants: [{ width: 160, height: 90, bitrateBps: 400_000 }], burnSubtitle: null } as const; // prettier-ignore
export const long = (startMs = 0) => job(LONG, { video: small, startMs });

/** The init segment and some segments as one file, which decodes. */
export async function joined(conversions: Conversions, id: string, variant: number, indexes: readonly number[]): Promise<string> {
  const path = join(library.folder, `${id}-${variant}-${indexes.join('-')}.mp4`);
  const parts: Buffer[] = [];
  for (const index of ['init', ...indexes] as const) {
    assert.deepEqual(await conversions.want(id, variant, index, soon()), { kind: 'made' }, String(index));
    parts.push(readFileSync(segmentPath(conversions.cacheFolder, id, variant, index)));
  }
  writeFileSync(path, Buffer.concat(parts));
  assert.equal(await complaints(path), '');
  return path;
} // prettier-ignore

/** A copy of the plain clip under a name of its own: failures are counted by file. */
export async function another(name: string): Promise<string> {
  execFileSync('cp', [join(library.films, clipFile('plain')), join(library.films, name)]);
  await library.scan();
  return name;
}

/** The last segment of a playback that lies in its place. */
export const lastMade = (cacheFolder: string, id: string): number =>
  Math.max(-1, ...readdirSync(join(playbackFolder(cacheFolder, id), '0')).map((name) => (name.endsWith('.m4s') ? parseInt(name, 10) : -1))); // prettier-ignore
