/** A process that converts a long film, says the number of each encoder it starts, and stays. For being killed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createConversions, copyJobFor, openLibrary, quiet, systemEngine } from './conversions.ts';

const library = openLibrary();
process.stdout.write(`${library.folder}\n`);
const source = 'testsrc2=s=160x90:r=12:d=300';
execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', join(library.films, 'Long (2010).mp4')]); // prettier-ignore
await library.scan();
const [, , ffmpeg] = process.argv;
const engine = await systemEngine(ffmpeg === undefined ? {} : { ffmpeg });
const info = (_: string, fields: object = {}) => {
  if ('pid' in fields) process.stdout.write(`${String(fields.pid)}\n`);
};
const conversions = createConversions(library, engine, { log: { ...quiet, info } });
await conversions.open('a'.repeat(32), copyJobFor(library.source('Long (2010).mp4')));
setInterval(() => {}, 3_600_000);
