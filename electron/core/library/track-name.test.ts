import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { discFolderParent, leadingArtist, nameTrack, type AudioTags, type TrackName } from './track-name.ts';

const SILENT: AudioTags = {
  title: null, artist: null, albumArtist: null, album: null, year: null, track: null, disc: null, genre: null, isCompilation: false,
}; // prettier-ignore

/** Path, album artist, album, year, disc, number, title, and what differs from the plain case. */
type Row = readonly [
  path: string,
  albumArtist: string,
  album: string,
  year: number | null,
  disc: number | null,
  number: number | null,
  title: string,
  rest?: Partial<TrackName>,
];

const NAMES: Readonly<Record<string, readonly Row[]>> = {
  'artist, album, track': [
    ['Radiohead/OK Computer/01 - Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead/OK Computer (1997)/03 - Subterranean Homesick Alien.flac', 'Radiohead', 'OK Computer', 1997, null, 3, 'Subterranean Homesick Alien'],
    ['Radiohead/1997 - OK Computer/01. Airbag.mp3', 'Radiohead', 'OK Computer', 1997, null, 1, 'Airbag'],
    ['Radiohead/(1997) OK Computer/01 Airbag.mp3', 'Radiohead', 'OK Computer', 1997, null, 1, 'Airbag'],
    ['Radiohead/[1997] OK Computer/01 Airbag.mp3', 'Radiohead', 'OK Computer', 1997, null, 1, 'Airbag'],
    ['Radiohead/OK Computer [FLAC]/01 Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead/OK Computer (1997) [16bit-44kHz FLAC]/01 Airbag.flac', 'Radiohead', 'OK Computer', 1997, null, 1, 'Airbag'],
    ['Radiohead/Radiohead - OK Computer/01 Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead/Radiohead - 1997 - OK Computer/01 Airbag.flac', 'Radiohead', 'OK Computer', 1997, null, 1, 'Airbag'],
    ['Radiohead - OK Computer (1997)/01 Airbag.flac', 'Radiohead', 'OK Computer', 1997, null, 1, 'Airbag'],
    ['Radiohead - OK Computer/Radiohead - 01 - Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead - OK Computer/Radiohead - OK Computer - 01 - Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Music/Radiohead/OK Computer/01 Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Albums/Radiohead - OK Computer/01 Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['FLAC/Radiohead/OK Computer/01 Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['R/Radiohead/OK Computer/01 Airbag.flac', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead/OK_Computer/01_Airbag.mp3', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead/OK Computer/1) Airbag.mp3', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Radiohead/OK Computer/01-Airbag.mp3', 'Radiohead', 'OK Computer', null, null, 1, 'Airbag'],
    ['Sigur Rós/( )/01 Vaka.flac', 'Sigur Rós', '( )', null, null, 1, 'Vaka'],
    ['坂本龍一/音楽図鑑 (1984)/02 森の人.flac', '坂本龍一', '音楽図鑑', 1984, null, 2, '森の人'],
    ['AC-DC/Back in Black (1980)/06 Back in Black.m4a', 'AC-DC', 'Back in Black', 1980, null, 6, 'Back in Black'],
    ['Ella Fitzgerald & Louis Armstrong/Ella and Louis/05 Cheek to Cheek.flac', 'Ella Fitzgerald & Louis Armstrong', 'Ella and Louis', null, null, 5, 'Cheek to Cheek'],
  ],
  'numbers that are names': [
    ['Prince/1999 (1982)/01 1999.flac', 'Prince', '1999', 1982, null, 1, '1999'],
    ['Adele/21/02 Rumour Has It.flac', 'Adele', '21', null, null, 2, 'Rumour Has It'],
    ['Adele/25 (2015)/01 Hello.flac', 'Adele', '25', 2015, null, 1, 'Hello'],
    ['Taylor Swift/1989 (2014)/04 Out of the Woods.flac', 'Taylor Swift', '1989', 2014, null, 4, 'Out of the Woods'],
    ['50 Cent/Curtis/07 I Get Money.mp3', '50 Cent', 'Curtis', null, null, 7, 'I Get Money'],
    ['10cc/Deceptive Bends/02 The Things We Do for Love.flac', '10cc', 'Deceptive Bends', null, null, 2, 'The Things We Do for Love'],
    ['blink-182/Enema of the State/03 Aliens Exist.mp3', 'blink-182', 'Enema of the State', null, null, 3, 'Aliens Exist'],
    ['The Smashing Pumpkins/Mellon Collie/1-05 1979.flac', 'The Smashing Pumpkins', 'Mellon Collie', null, 1, 5, '1979'],
  ],
  discs: [
    ['The Beatles/The Beatles (1968)/CD1/01 Back in the U.S.S.R..flac', 'The Beatles', 'The Beatles', 1968, 1, 1, 'Back in the U.S.S.R.'],
    ['The Beatles/The Beatles (1968)/CD 2/01 Birthday.flac', 'The Beatles', 'The Beatles', 1968, 2, 1, 'Birthday', { albumFolder: 'The Beatles/The Beatles (1968)' }],
    ['The Beatles/The Beatles (1968)/Disc 2/01 Birthday.flac', 'The Beatles', 'The Beatles', 1968, 2, 1, 'Birthday'],
    ['The Beatles/The Beatles (1968)/Disk_2/01 Birthday.flac', 'The Beatles', 'The Beatles', 1968, 2, 1, 'Birthday'],
    ['The Beatles/The Beatles (1968)/Disc 2 - Bonus/01 Birthday.flac', 'The Beatles', 'The Beatles', 1968, 2, 1, 'Birthday'],
    ['The Beatles/The Beatles (Disc 2)/01 Birthday.flac', 'The Beatles', 'The Beatles', null, 2, 1, 'Birthday', { albumFolder: 'The Beatles/The Beatles' }],
    ['The Beatles/The Beatles CD1/01 Birthday.flac', 'The Beatles', 'The Beatles', null, 1, 1, 'Birthday'],
    ['The Beatles/The Beatles/2-01 Birthday.flac', 'The Beatles', 'The Beatles', null, 2, 1, 'Birthday'],
    ['The Beatles/The Beatles/2.01 Birthday.flac', 'The Beatles', 'The Beatles', null, 2, 1, 'Birthday'],
    ['The Beatles/The Beatles/2-01 - Birthday.flac', 'The Beatles', 'The Beatles', null, 2, 1, 'Birthday'],
  ],
  'of several': [
    ['Various Artists/Pulp Fiction (1994)/02 Dick Dale - Misirlou.mp3', 'Various Artists', 'Pulp Fiction', 1994, null, 2, 'Misirlou', { artist: 'Dick Dale' }],
    ['VA - Ninja Tuna (2008)/01 Mr. Scruff - Donkey Ride.mp3', 'Various Artists', 'Ninja Tuna', 2008, null, 1, 'Donkey Ride', { artist: 'Mr. Scruff' }],
    ['Compilations/Now 44/1-03 Westlife - Flying Without Wings.mp3', 'Various Artists', 'Now 44', null, 1, 3, 'Flying Without Wings', { artist: 'Westlife' }],
    ['Soundtracks/Drive (2011)/01. Kavinsky - Nightcall.mp3', 'Various Artists', 'Drive', 2011, null, 1, 'Nightcall', { artist: 'Kavinsky' }],
  ],
  'little to go by': [
    ['Airbag.mp3', 'Unknown artist', 'Unknown album', null, null, null, 'Airbag'],
    ['Radiohead - Airbag.mp3', 'Radiohead', 'Unknown album', null, null, null, 'Airbag'],
    ['99 Luftballons.mp3', 'Unknown artist', 'Unknown album', null, null, null, '99 Luftballons'],
    ['1979.mp3', 'Unknown artist', 'Unknown album', null, null, null, '1979'],
    ['Downloads/01 - Airbag.mp3', 'Unknown artist', 'Unknown album', null, null, 1, 'Airbag'],
    ['Mixtape/Airbag.mp3', 'Unknown artist', 'Mixtape', null, null, null, 'Airbag'],
    ['Mixtape/03 Airbag.mp3', 'Unknown artist', 'Mixtape', null, null, 3, 'Airbag'],
    ['.mp3', 'Unknown artist', 'Unknown album', null, null, null, 'Untitled'],
  ],
}; // prettier-ignore

for (const [topic, rows] of Object.entries(NAMES))
  describe(`from the path alone: ${topic}`, () => {
    for (const [path, albumArtist, album, year, disc, number, title, rest = {}] of rows)
      test(path, () => {
        const name = nameTrack(path, SILENT);
        const expected = { albumArtist, album, year, disc, number, title, ...rest };
        const picked = Object.fromEntries(Object.keys(expected).map((key) => [key, name[key as keyof TrackName]]));
        assert.deepEqual(picked, expected);
      });
  });

describe('tags come first', () => {
  const rows: readonly (readonly [why: string, path: string, tags: Partial<AudioTags>, expected: Partial<TrackName>])[] = [
    ['all of them', 'x/y/z.mp3', { title: 'T', artist: 'A', albumArtist: 'B', album: 'C', year: 1990, track: 4, disc: 2, genre: 'Jazz' }, { title: 'T', artist: 'A', albumArtist: 'B', album: 'C', year: 1990, number: 4, disc: 2, genre: 'Jazz', isAlbumArtistGuessed: false }],
    ['a title that differs from the file', 'A/B/01 wrong.mp3', { title: 'Right' }, { title: 'Right', album: 'B', albumArtist: 'A', number: 1 }],
    ['an artist alone names the album for a guess', 'Mix/1.mp3', { artist: 'Ada', album: 'Mix' }, { albumArtist: 'Ada', isAlbumArtistGuessed: true }],
    ['a compilation is of various artists', 'Mix/1.mp3', { artist: 'Ada', album: 'Mix', isCompilation: true }, { albumArtist: 'Various Artists', artist: 'Ada', isAlbumArtistGuessed: false }],
    ['an album artist beats the mark of a compilation', 'Mix/1.mp3', { albumArtist: 'DJ Ida', isCompilation: true }, { albumArtist: 'DJ Ida' }],
    ['VA is various artists', 'Mix/1.mp3', { albumArtist: 'VA' }, { albumArtist: 'Various Artists' }],
    ['various in another case', 'Mix/1.mp3', { albumArtist: 'various artists' }, { albumArtist: 'Various Artists' }],
    ['the year of the folder helps out', 'A/B (1984)/1.mp3', { artist: 'A', album: 'B' }, { year: 1984 }],
    ['the disc of the folder helps out', 'A/B/CD3/1.mp3', { artist: 'A', album: 'B' }, { disc: 3, albumFolder: 'A/B' }],
    ['a name that hides and turns text is cut and cleaned', 'A/B/1.mp3', { title: 'x'.repeat(400) }, { title: 'x'.repeat(255) }],
  ]; // prettier-ignore
  for (const [why, path, tags, expected] of rows)
    test(why, () => {
      const name = nameTrack(path, { ...SILENT, ...tags });
      const picked = Object.fromEntries(Object.keys(expected).map((key) => [key, name[key as keyof TrackName]]));
      assert.deepEqual(picked, expected);
    });
});

test('the artist a name begins with', () => {
  for (const name of ['Ada', 'Ada feat. Ben', 'Ada ft. Ben', 'Ada featuring Ben', 'Ada & Ben', 'Ada, Ben', 'Ada; Ben', 'ADA / Ben', 'Ada (with Ben)', 'Ada x Ben'])
    assert.equal(leadingArtist(name), 'ada', name);
  for (const [name, whole] of [['Andy', 'andy'], ['Xavier', 'xavier'], ['The The', 'the the']] as const)
    assert.equal(leadingArtist(name), whole);
}); // prettier-ignore

test('the folder around a disc', () => {
  assert.equal(discFolderParent('A/B/CD 2'), 'A/B');
  for (const folder of ['A/B', 'CD 2', 'A/Disco Hits', '']) assert.equal(discFolderParent(folder), null, folder);
});

test('a hostile path costs no more than its length', () => {
  for (const piece of [' - ', '01 ', '((((', '[flac ', 'CD1 ', ' feat. '])
    nameTrack(`${piece.repeat(20_000)}/${piece.repeat(20_000)}/${piece.repeat(20_000)}.mp3`, SILENT);
});
