import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SubtitleStream } from '../../core/library/index.ts';
import { subtitlePath } from '../../core/streaming/index.ts';
import { makeMp4 } from '../probe/testing/fixtures.ts';
import { ENCODER_LIMITS } from './encoder.ts';
import type { MediaEngine } from './media-engine.ts';
import { createSubtitleMaker } from './subtitles.ts';
import { openLibrary, quiet, systemEngine } from './testing/conversions.ts';
import { fakeFfmpeg } from './testing/processes.ts';

const FILM = 'Film (2001).mp4';
const library = openLibrary();
const cacheFolder = join(library.folder, 'cache');
let engine: MediaEngine;
before(async () => {
  await makeMp4(join(library.films, FILM), { seconds: 1 });
  engine = await systemEngine();
});
after(() => library.close());

/** Put words beside the film, scan, and give what the viewer gets of them; null when nothing. */
async function shown(
  ending: string,
  content: string | Buffer,
  changes: Partial<MediaEngine> = {},
): Promise<string | null> {
  const name = `Film (2001)${ending}`;
  writeFileSync(join(library.films, name), content);
  await library.scan();
  return made(name, changes);
}
/** @param name of a file beside the film; null for the words within it. */
async function made(name: string | null, changes: Partial<MediaEngine> = {}, film = FILM): Promise<string | null> {
  const source = library.source(film);
  const isIt = (one: SubtitleStream) => (one.beside?.path ?? null) === name;
  const stream = source.streams.find((one) => one.kind === 'subtitle' && isIt(one)) as SubtitleStream;
  const maker = createSubtitleMaker({
    read: library.read,
    cacheFolder,
    engine: { ...engine, ...changes },
    signal: new AbortController().signal,
    log: quiet,
  });
  const path = subtitlePath(cacheFolder, source.contentId, stream);
  const isMade = await maker.want(source.fileId, stream.index);
  assert.equal(isMade, existsSync(path));
  return isMade ? readFileSync(path, 'utf8') : null;
}

const cue = (words: string) => `WEBVTT\n\n00:01.000 --> 00:02.500\n${words}\n`;
const srt = (words: string) => `1\r\n00:00:01,000 --> 00:00:02,500\r\n${words}\r\n`;

test('each format becomes WebVTT, in every charset', async () => {
  const ass = [
    '[Script Info]\nScriptType: v4.00+\n',
    '[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,20\n',
    '[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    'Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8\\fad(10,10)}Grüße{\\i1}!{\\i0}\n',
  ].join('\n');
  assert.equal(await shown('.de.srt', srt('Grüße <i>schön</i>')), cue('Grüße <i>schön</i>'));
  assert.equal(await shown('.1252.srt', Buffer.from(srt('Grüße'), 'latin1')), cue('Grüße'));
  assert.equal(await shown('.16.srt', Buffer.from(`\ufeff${srt('Grüße Ж')}`, 'utf16le')), cue('Grüße Ж'));
  assert.equal(await shown('.ass', ass), cue('Grüße<i>!</i>'));
  assert.equal(await shown('.ssa', ass.replace('Grüße', 'Gruß')), cue('Gruß<i>!</i>'));
  assert.equal(await shown('.vtt', cue('Grüße')), cue('Grüße'));
});

test('MED-12, HTTP-14: what is hostile in WebVTT does not come through', async () => {
  const hostile = [
    'WEBVTT\n\nSTYLE\n::cue { background: url(http://127.0.0.1:9/canary) }\n\nREGION\nid:r\n',
    '00:01.000 --> 00:02.500 position:-900% line:99999 region:r\n<script>alert(1)</script><b onclick="x">Hi</b> <img src=x>\n',
  ].join('\n');
  const text = await shown('.hostile.vtt', hostile);
  assert.ok(text !== null);
  assert.doesNotMatch(text, /script>|onclick|img|STYLE|REGION|position|canary/);
  assert.match(text, /00:01\.000 --> 00:02\.500\n/);
});

test('one that changes is made anew after the next scan, and not at all before it', async () => {
  assert.equal(await shown('.fr.srt', srt('One')), cue('One'));
  const name = 'Film (2001).it.srt';
  writeFileSync(join(library.films, name), srt('One more'));
  await library.scan();
  writeFileSync(join(library.films, name), srt('Another'));
  assert.equal(await made(name), null);
  assert.equal(await shown('.it.srt', srt('Another')), cue('Another'));
  assert.equal(await shown('.it.srt', srt('Again another')), cue('Again another'));
});

test('an ffmpeg that ends before it has read, or says too much, makes nothing and harms nobody', async () => {
  const large = srt('x').repeat(50_000);
  for (const ffmpeg of ['/bin/false', '/bin/yes']) assert.equal(await shown('.large.srt', large, { ffmpeg }), null);
});

/** A film with words in it, in a language of its own (equal films share what is made), which are read by a program that says what it knows. */
async function madeWithin(film: string, subtitleLanguage: string, said: string, act = () => {}): Promise<string | null> {
  const path = join(library.films, film);
  await makeMp4(path, { seconds: 1, subtitleLanguage });
  await library.scan();
  act();
  const script = `printf 'WEBVTT\\n\\n00:01.000 --> 00:02.500\\n%s\\n' "${said}"`;
  return made(null, { ffmpeg: fakeFfmpeg(library.folder, `says-${subtitleLanguage}`, script) }, film);
} // prettier-ignore

test('MED-08: a film that became something else since the scan is not opened for its words', async () => {
  const film = 'Swapped (2002).mp4';
  const swap = () => {
    const path = join(library.films, film);
    const { size, mtimeMs } = statSync(path);
    writeFileSync(path, '#EXTM3U\nhttp://127.0.0.1:9/canary\n'.padEnd(size));
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
  };
  assert.equal(await madeWithin('Kept (2002).mp4', 'eng', 'kept'), cue('kept'));
  assert.equal(await madeWithin(film, 'ger', 'swapped', swap), null);
});

test('MED-09: words are read with no more memory than a film', { skip: process.platform !== 'linux' }, async () => {
  const kilobytes = (ENCODER_LIMITS.memoryBytes * 2) / 1024;
  assert.equal(await madeWithin('Bounded (2003).mp4', 'fre', '$(ulimit -d)'), cue(String(kilobytes)));
  const beside = fakeFfmpeg(library.folder, 'says-beside', `cat >/dev/null; printf 'WEBVTT\\n\\n00:01.000 --> 00:02.500\\n%s\\n' "$(ulimit -d)"`);
  assert.equal(await shown('.bounded.srt', srt('x'), { ffmpeg: beside }), cue(String(kilobytes)));
}); // prettier-ignore
