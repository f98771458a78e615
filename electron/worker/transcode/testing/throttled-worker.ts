/** A process that converts a long film until its encoder waits, says that encoder's number, and stays. For being killed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createConversions, jobFor, openLibrary, systemEngine } from './conversions.ts';

const library = openLibrary();
const source = 'testsrc2=s=160x90:r=12:d=300';
execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-f', 'lavfi', '-i', source, '-c:v', 'libx264', '-preset', 'ultrafast', join(library.films, 'Long (2010).mp4')]); // prettier-ignore
await library.scan();
const conversions = createConversions(library, await systemEngine());
await conversions.open('a'.repeat(32), jobFor(library.source('Long (2010).mp4')));
// A minute ahead of the viewer at 0 it waits.
await conversions.want('a'.repeat(32), 0, 0, AbortSignal.timeout(20_000));
process.stdout.write(`${JSON.stringify({ pid: conversions.pids()[0], folder: library.folder })}\n`);
setInterval(() => {}, 3_600_000);
