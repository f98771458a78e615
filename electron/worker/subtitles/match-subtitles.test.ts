import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchSubtitles } from './match-subtitles.ts';

/** "video: subtitles", by what lies in the folders. */
function matched(videos: readonly string[], others: readonly string[]): Record<string, string[]> {
  const folders = Map.groupBy(others, (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const namesIn = new Map(
    [...folders].map(([folder, paths]) => [folder, { otherNames: paths.map((path) => path.split('/').at(-1)!) }]),
  );
  return Object.fromEntries(
    [...matchSubtitles(videos, namesIn)].map(([video, subtitles]) => [video, subtitles.map(({ path }) => path)]),
  );
}

test('what is named like the film is the film’s, whatever the case; other files and other films’ are not', () => {
  const own = ['Film (2001).srt', 'Film (2001).en.srt', 'FILM (2001).DE.FORCED.SRT', 'Film (2001).eng.sdh.ass', 'Film (2001) - English.vtt', 'Film (2001).ssa'];
  const others = ['Film (2001).txt', 'Film (2001).idx', 'Film (2001) - The Return.srt', 'Film (2001)II.srt', 'Another (2001).srt', 'en.srt'];
  assert.deepEqual(matched(['Film (2001).mkv'], [...own, ...others]), { 'Film (2001).mkv': own });
}); // prettier-ignore

test('each version has its own; two files of one name share theirs', () => {
  assert.deepEqual(
    matched(
      ['F/Film.mkv', 'F/Film - Director’s Cut.mkv', 'F/Film - Director’s Cut.mp4'],
      ['F/Film.en.srt', 'F/Film - Director’s Cut.en.srt'],
    ),
    {
      'F/Film.mkv': ['F/Film.en.srt'],
      'F/Film - Director’s Cut.mkv': ['F/Film - Director’s Cut.en.srt'],
      'F/Film - Director’s Cut.mp4': ['F/Film - Director’s Cut.en.srt'],
    },
  );
});

test('a folder Subs belongs to the film beside it, and to no other', () => {
  const others = ['F/Subs/2_English.srt', 'F/Subs/Film.de.srt', 'Subs/English.srt', 'G/subtitles/English.srt', 'G/subtitles/B.fr.srt'];
  assert.deepEqual(matched(['F/Film.mkv', 'Alone.mkv', 'G/A.mkv', 'G/B.mkv'], others), {
    'F/Film.mkv': ['F/Subs/2_English.srt', 'F/Subs/Film.de.srt'],
    'G/B.mkv': ['G/subtitles/B.fr.srt'],
  });
}); // prettier-ignore

test('a season’s Subs holds a folder for each episode', () => {
  assert.deepEqual(
    matched(
      ['S/Show.S01E01.mkv', 'S/Show.S01E02.mkv'],
      ['S/Subs/Show.S01E01/2_English.srt', 'S/Subs/Show.S01E02/3_German.srt', 'S/Subs/Other/3_German.srt'],
    ),
    {
      'S/Show.S01E01.mkv': ['S/Subs/Show.S01E01/2_English.srt'],
      'S/Show.S01E02.mkv': ['S/Subs/Show.S01E02/3_German.srt'],
    },
  );
});
