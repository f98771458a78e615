import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilmPath } from './film-name.ts';
import type { FilmName } from './film-name.ts';
import { sortTitleOf } from './sort-title.ts';

type Row = readonly [path: string, title: string, rest?: Partial<Omit<FilmName, 'title' | 'sortTitle'>>];

const NAMES: Readonly<Record<string, readonly Row[]>> = {
  'plain names': [
    ['The Final Cut (2004).mkv', 'The Final Cut', { year: 2004 }],
    ['Trailer Park Boys (2006).mkv', 'Trailer Park Boys', { year: 2006 }],
    ['Kill Bill Vol. 2 (2004).mkv', 'Kill Bill Vol. 2', { year: 2004 }],
    ['Movie Title 2010.1080p.BluRay.x264-GRP.mkv', 'Movie Title', { year: 2010 }],
    ['Mr. Nobody (2009).mkv', 'Mr. Nobody', { year: 2009 }],
    ['Star Wars - Episode IV - A New Hope (1977).mkv', 'Star Wars - Episode IV - A New Hope', { year: 1977 }],
    ["Ocean's Eleven (2001).mkv", "Ocean's Eleven", { year: 2001 }],
    ['Se7en (1995).mkv', 'Se7en', { year: 1995 }],
    ['Nineteen Eighty-Four (1984).mkv', 'Nineteen Eighty-Four', { year: 1984 }],
    ['Heat 1995.mkv', 'Heat', { year: 1995 }],
    ['Heat (1995, 1080p).mkv', 'Heat', { year: 1995 }],
    ['Heat (1995) (1080p BluRay x265).mkv', 'Heat', { year: 1995 }],
    ['Heat 1080p.mkv', 'Heat'],
    ['The Danish Girl (2015).mkv', 'The Danish Girl', { year: 2015 }],
    ['Extended Family (2020).mkv', 'Extended Family', { year: 2020 }],
    ['Final Cut (2022).mkv', 'Final Cut', { year: 2022 }],
    ['The Special Relationship (2010).mkv', 'The Special Relationship', { year: 2010 }],
    ['The Web (1947).mkv', 'The Web', { year: 1947 }],
    ['TS Spivet (2013).mkv', 'TS Spivet', { year: 2013 }],
    ['Rocky II (1979).mkv', 'Rocky II', { year: 1979 }],
    ['The Big Short (2015).mkv', 'The Big Short', { year: 2015 }],
    ['Free Sample (2012).mkv', 'Free Sample', { year: 2012 }],
    ['Das Leben der Anderen (2006).mkv', 'Das Leben der Anderen', { year: 2006 }],
    ['Cidade de Deus a.k.a. City of God (2002).mkv', 'Cidade de Deus', { year: 2002 }],
    ['Oldboy (2003) 4K.mkv', 'Oldboy', { year: 2003 }],
    ['Tron Legacy 3D HSBS 2010 1080p.mkv', 'Tron Legacy', { year: 2010 }],
    ['www.example.com - Heat (1995).mkv', 'Heat', { year: 1995 }],
    ['01 - Dr. No (1962).mkv', 'Dr. No', { year: 1962 }],
  ],
  'release names': [
    ['S.W.A.T.2003.720p.BluRay.H.264.DD5.1-GRP.mkv', 'S.W.A.T.', { year: 2003 }],
    ['E.T.the.Extra-Terrestrial.1982.mkv', 'E.T. the Extra-Terrestrial', { year: 1982 }],
    ['Spider-Man.No.Way.Home.2021.1080p.WEB-DL.DDP5.1.Atmos.H.264-EVO.mkv', 'Spider-Man No Way Home', { year: 2021 }],
    ['the-matrix-1999-1080p.mkv', 'the matrix', { year: 1999 }],
    ['Charlottes.Web.2006.1080p.mkv', 'Charlottes Web', { year: 2006 }],
    ['The.French.Dispatch.2021.1080p.mkv', 'The French Dispatch', { year: 2021 }],
    ['Das.Boot.German.DVDRip.mkv', 'Das Boot'],
    ['Amelie.2001.FRENCH.1080p.BluRay.mkv', 'Amelie', { year: 2001 }],
    ['Cidade.de.Deus.AKA.City.of.God.2002.1080p.mkv', 'Cidade de Deus', { year: 2002 }],
    ['Kill.Bill.Vol.2.2004.1080p.mkv', 'Kill Bill Vol. 2', { year: 2004 }],
    ['The.Matrix.1999.2160p.UHD.BluRay.REMUX.HDR.HEVC.Atmos-EPSiLON.mkv', 'The Matrix', { year: 1999 }],
    ['Inception.2010.1080p.BluRay.DTS.x264-HiDt.mkv', 'Inception', { year: 2010 }],
    ['The_Dark_Knight_2008_1080p_BluRay.mkv', 'The Dark Knight', { year: 2008 }],
    ['Parasite.2019.KOREAN.1080p.BluRay.H264.AAC-VXT.mp4', 'Parasite', { year: 2019 }],
    ['Mad.Max.Fury.Road.2015.PROPER.1080p.WEBRip.x264.mkv', 'Mad Max Fury Road', { year: 2015 }],
    ['Apocalypse.Now.Redux.1979.1080p.mkv', 'Apocalypse Now Redux', { year: 1979 }],
    ['Die.Hard.1988.mkv', 'Die Hard', { year: 1988 }],
    ['Heat_(1995).mkv', 'Heat', { year: 1995 }],
    ['Heat(1995).mkv', 'Heat', { year: 1995 }],
    ['Heat.mkv', 'Heat'],
    ['HEAT.1995.MULTi.VFF.2160p.mkv', 'HEAT', { year: 1995 }],
    ['La.Haine.1995.FRENCH.DVDRip.XviD.avi', 'La Haine', { year: 1995 }],
    ['La.Vita.e.bella.1997.iTALiAN.AC3.avi', 'La Vita e bella', { year: 1997 }],
    ['The.Girl.with.the.Dragon.Tattoo.2009.SWEDISH.1080p.mkv', 'The Girl with the Dragon Tattoo', { year: 2009 }],
    ['The.Italian.Job.1969.1080p.mkv', 'The Italian Job', { year: 1969 }],
    ['The.English.Patient.1996.1080p.mkv', 'The English Patient', { year: 1996 }],
    ['Real.Steel.2011.1080p.mkv', 'Real Steel', { year: 2011 }],
    ['Uncut.Gems.2019.1080p.WEB.H264.mkv', 'Uncut Gems', { year: 2019 }],
    ['The.Cut.2014.1080p.mkv', 'The Cut', { year: 2014 }],
    ["Mr.Holland's.Opus.1995.mkv", "Mr. Holland's Opus", { year: 1995 }],
    ['Cam.2018.1080p.NF.WEB-DL.mkv', 'Cam', { year: 2018 }],
    ['I.Robot.2004.1080p.mkv', 'I Robot', { year: 2004 }],
    ['A.I.Artificial.Intelligence.2001.1080p.mkv', 'A.I. Artificial Intelligence', { year: 2001 }],
    ['U.S.Marshals.1998.mkv', 'U.S. Marshals', { year: 1998 }],
    ['R.I.P.D.2013.720p.mkv', 'R.I.P.D.', { year: 2013 }],
    ['L.A.Confidential.1997.mkv', 'L.A. Confidential', { year: 1997 }],
    ['Dr.Strangelove.1964.1080p.mkv', 'Dr. Strangelove', { year: 1964 }],
    ['Mission.Impossible.III.2006.mkv', 'Mission Impossible III', { year: 2006 }],
    ['Face-Off.1997.mkv', 'Face-Off', { year: 1997 }],
    ['The.Big-Short.2015.mkv', 'The Big-Short', { year: 2015 }],
    ['The.Sample.2015.1080p.mkv', 'The Sample', { year: 2015 }],
    ['Amour.2012.mp4', 'Amour', { year: 2012 }],
    ['Akira.1988.JAPANESE.1080p.BluRay.10bit.x265.DTS-HD.MA.5.1-GRP.mkv', 'Akira', { year: 1988 }],
    ['Toy.Story.3.2010.1080p.mkv', 'Toy Story 3', { year: 2010 }],
    ['Se7en.mkv', 'Se7en'],
  ],
  'numbers and years in titles': [
    ['2001 A Space Odyssey (1968).mkv', '2001 A Space Odyssey', { year: 1968 }],
    ['2001.A.Space.Odyssey.1968.2160p.UHD.BluRay.x265-GRP.mkv', '2001 A Space Odyssey', { year: 1968 }],
    ['1917.2019.1080p.BluRay.x264-SPARKS.mkv', '1917', { year: 2019 }],
    ['Blade Runner 2049 (2017)/Blade Runner 2049.mkv', 'Blade Runner 2049', { year: 2017 }],
    ['Blade.Runner.2049.2017.2160p.mkv', 'Blade Runner 2049', { year: 2017 }],
    ['2012 (2009).mkv', '2012', { year: 2009 }],
    ['2012.mkv', '2012'],
    ['1984.1956.DVDRip.mkv', '1984', { year: 1956 }],
    ['Wonder Woman 1984 (2020)/Wonder Woman 1984.mkv', 'Wonder Woman 1984', { year: 2020 }],
    ['Oceans.11.1960.DVDRip.mkv', 'Oceans 11', { year: 1960 }],
    ['300.2006.720p.mkv', '300', { year: 2006 }],
    ['21 (2008).mkv', '21', { year: 2008 }],
    ['9 (2009).mkv', '9', { year: 2009 }],
    ['10,000 BC (2008).mkv', '10,000 BC', { year: 2008 }],
    ['12 Monkeys (1995).mkv', '12 Monkeys', { year: 1995 }],
    ['12.Angry.Men.1957.mkv', '12 Angry Men', { year: 1957 }],
    ['THX 1138 (1971).mkv', 'THX 1138', { year: 1971 }],
    ['2046 (2004).mkv', '2046', { year: 2004 }],
    ['2010 The Year We Make Contact (1984).mkv', '2010 The Year We Make Contact', { year: 1984 }],
    ['2010.The.Year.We.Make.Contact.1984.1080p.mkv', '2010 The Year We Make Contact', { year: 1984 }],
    ['1941 (1979).mkv', '1941', { year: 1979 }],
    ['Death Race 2000 (1975).mkv', 'Death Race 2000', { year: 1975 }],
    ['Class.of.1999.1990.DVDRip.mkv', 'Class of 1999', { year: 1990 }],
    ['Summer of 1942 Remembered.mkv', 'Summer of 1942 Remembered'],
    ['Wonder.Woman.1984.2020.1080p.mkv', 'Wonder Woman 1984', { year: 2020 }],
    ['Airport 1975 (1974).mkv', 'Airport 1975', { year: 1974 }],
  ],
  'file and folder together': [
    ['Heat (1995)/heat.1080p.mkv', 'Heat', { year: 1995 }],
    ['Movies/Alien (1979)/Alien.mkv', 'Alien', { year: 1979 }],
    ['Best of 1995/Heat.mkv', 'Heat'],
    ['Heat (1995)/BDMV/STREAM/00800.m2ts', 'Heat', { year: 1995 }],
    ['Heat.1995.1080p.BluRay.x264-GRP/grp-heat1080p.mkv', 'Heat', { year: 1995 }],
    ['Heat.1995.1080p.BluRay.x264-GRP/grp-heat.1995.mkv', 'Heat', { year: 1995 }],
    ['Mission - Impossible (1996)/mission.impossible.1996.mkv', 'Mission - Impossible', { year: 1996 }],
    ['Shorts/La Luna (2011).mkv', 'La Luna', { year: 2011 }],
    ['Heat (1995)/VIDEO_TS/VTS_01_1.VOB', 'Heat', { year: 1995 }],
    ['Heat (1995)/movie.mkv', 'Heat', { year: 1995 }],
    ['Heat (1995)/0123456789abcdef0123456789abcdef.mkv', 'Heat', { year: 1995 }],
    ['Movies/movie.mkv', 'movie'],
    ['James Bond/01. Dr. No (1962).mkv', 'Dr. No', { year: 1962 }],
    ['Heat (1995)/Heat (1995) - 4K HDR.mkv', 'Heat', { year: 1995 }],
  ],
  'brackets and tags': [
    ['[REC] (2007).mkv', '[REC]', { year: 2007 }],
    ['(500) Days of Summer (2009).mkv', '(500) Days of Summer', { year: 2009 }],
    [
      'Birdman or (The Unexpected Virtue of Ignorance) (2014).mkv',
      'Birdman or (The Unexpected Virtue of Ignorance)',
      { year: 2014 },
    ],
    ['[SubsPlease] Paprika (2006) [1080p].mkv', 'Paprika', { year: 2006 }],
    ['Movie Title (2010) [1080p] [BluRay] [5.1] [YTS.MX].mp4', 'Movie Title', { year: 2010 }],
    ['Dune (2021) {tmdb-438631}.mkv', 'Dune', { year: 2021 }],
    ['Dune (2021) [tmdbid=438631] - 2160p.mkv', 'Dune', { year: 2021 }],
    ['Solaris (1972) [tt0069293].mkv', 'Solaris', { year: 1972 }],
    ['Heat [1995].mkv', 'Heat', { year: 1995 }],
    ['[1995] Heat.mkv', 'Heat', { year: 1995 }],
    ['[Judas] Akira (1988) [BD 2160p][HEVC x265 10bit].mkv', 'Akira', { year: 1988 }],
    ['Movie.Name.2012.1080p.BluRay.DD+5.1.x264-GRP[rarbg].mkv', 'Movie Name', { year: 2012 }],
  ],
  editions: [
    [
      'Das.Boot.1981.Directors.Cut.German.DL.1080p.BluRay.x264.mkv',
      'Das Boot',
      { year: 1981, edition: "Director's Cut" },
    ],
    ['Blade Runner (1982) {edition-Final Cut}.mkv', 'Blade Runner', { year: 1982, edition: 'Final Cut' }],
    ['Blade Runner - The Final Cut.mkv', 'Blade Runner', { edition: 'Final Cut' }],
    ['Mr.Nobody.2009.EXTENDED.1080p.mkv', 'Mr. Nobody', { year: 2009, edition: 'Extended' }],
    [
      'The.Lord.of.the.Rings.The.Two.Towers.2002.EXTENDED.1080p.mkv',
      'The Lord of the Rings The Two Towers',
      { year: 2002, edition: 'Extended' },
    ],
    ['Brazil (1985) (Criterion).mkv', 'Brazil', { year: 1985, edition: 'Criterion' }],
    ['Aliens (Special Edition) (1986).mkv', 'Aliens', { year: 1986, edition: 'Special Edition' }],
    ['Interstellar.2014.IMAX.2160p.HDR10Plus.DV.x265.mkv', 'Interstellar', { year: 2014, edition: 'IMAX' }],
    [
      'Avatar.2009.EXTENDED.COLLECTORS.EDITION.1080p.mkv',
      'Avatar',
      { year: 2009, edition: "Extended, Collector's Edition" },
    ],
    [
      'Gladiator.2000.Extended.Remastered.1080p.BluRay.mkv',
      'Gladiator',
      { year: 2000, edition: 'Extended, Remastered' },
    ],
    ['Apocalypse Now (1979) {edition-Redux} {imdb-tt0078788}.mkv', 'Apocalypse Now', { year: 1979, edition: 'Redux' }],
    ['Apocalypse Now (1979) - Redux.mkv', 'Apocalypse Now', { year: 1979, edition: 'Redux' }],
    [
      'Terminator 2 Judgment Day (1991) - Special Edition.mkv',
      'Terminator 2 Judgment Day',
      { year: 1991, edition: 'Special Edition' },
    ],
    ["Alien (1979) - Director's Cut.mkv", 'Alien', { year: 1979, edition: "Director's Cut" }],
    ['Alien (1979) Directors Cut.mkv', 'Alien', { year: 1979, edition: "Director's Cut" }],
    [
      "Kingdom of Heaven 2005 Director's Cut Roadshow 1080p.mkv",
      'Kingdom of Heaven',
      { year: 2005, edition: "Director's Cut, Roadshow" },
    ],
    ['Watchmen.2009.Ultimate.Cut.1080p.mkv', 'Watchmen', { year: 2009, edition: 'Ultimate Edition' }],
    [
      'X-Men.Days.of.Future.Past.2014.Rogue.Cut.1080p.mkv',
      'X-Men Days of Future Past',
      { year: 2014, edition: 'Rogue Cut' },
    ],
    ['Ghostbusters (1984) 30th Anniversary Edition.mkv', 'Ghostbusters', { year: 1984, edition: '30th Anniversary' }],
    ['1408.2007.DC.1080p.mkv', '1408', { year: 2007, edition: "Director's Cut" }],
    ['Limitless.2011.Unrated.1080p.mkv', 'Limitless', { year: 2011, edition: 'Unrated' }],
    ["Heat (1995)/Heat (1995) - [Director's Cut] 1080p.mkv", 'Heat', { year: 1995, edition: "Director's Cut" }],
    ['Blade Runner (1982)/Blade Runner (1982) - Final Cut.mkv', 'Blade Runner', { year: 1982, edition: 'Final Cut' }],
    ['Close Encounters (1977) (Special Edition).mkv', 'Close Encounters', { year: 1977, edition: 'Special Edition' }],
    ['Brazil (1985) [Criterion Collection].mkv', 'Brazil', { year: 1985, edition: 'Criterion' }],
    ['The Abyss (1989) Theatrical Cut.mkv', 'The Abyss', { year: 1989, edition: 'Theatrical' }],
    [
      'Night of the Living Dead (1968) Remastered.mkv',
      'Night of the Living Dead',
      { year: 1968, edition: 'Remastered' },
    ],
    ['Star Wars (1977) Despecialized Edition.mkv', 'Star Wars', { year: 1977, edition: 'Despecialized' }],
  ],
  'parts, and titles that only look like one': [
    ['The Godfather Part II (1974).mkv', 'The Godfather Part II', { year: 1974 }],
    ['The.Godfather.Part.II.1974.1080p.mkv', 'The Godfather Part II', { year: 1974 }],
    ['Heat (1995)/CD1/movie.avi', 'Heat', { year: 1995, part: 1 }],
    ['Heat (1995)/Heat part 2.mkv', 'Heat', { year: 1995, part: 2 }],
    ['Heat.1995.CD2.XviD.avi', 'Heat', { year: 1995, part: 2 }],
    ['heat-cd1.avi', 'heat', { part: 1 }],
    [
      'Harry Potter and the Deathly Hallows Part 1 (2010).mkv',
      'Harry Potter and the Deathly Hallows Part 1',
      { year: 2010 },
    ],
    [
      'Harry.Potter.and.the.Deathly.Hallows.Part.1.2010.1080p.mkv',
      'Harry Potter and the Deathly Hallows Part 1',
      { year: 2010 },
    ],
    ['Dune.Part.Two.2024.1080p.mkv', 'Dune Part Two', { year: 2024 }],
    ['Heat (1995) - cd1.mkv', 'Heat', { year: 1995, part: 1 }],
    ['Heat (1995) pt1.mkv', 'Heat', { year: 1995, part: 1 }],
    ['Dune Part Two (2024).mkv', 'Dune Part Two', { year: 2024 }],
    ['Heat (1995)/Heat (1995) - part1.mkv', 'Heat', { year: 1995, part: 1 }],
    ['Heat (1995)/Heat (1995) - pt2.mkv', 'Heat', { year: 1995, part: 2 }],
    ['Heat (1995) Disc 2.mkv', 'Heat', { year: 1995, part: 2 }],
    ['Heat (1995)/Disc 1/title_t00.mkv', 'Heat', { year: 1995, part: 1 }],
    ['Gone with the Wind (1939) CD2.avi', 'Gone with the Wind', { year: 1939, part: 2 }],
    ['gone.with.the.wind.1939.dvdrip.xvid-cd1.avi', 'gone with the wind', { year: 1939, part: 1 }],
    ['Kill Bill Part 1.mkv', 'Kill Bill Part 1'],
    ['The Godfather Part 2.mkv', 'The Godfather Part 2'],
    ['heat.part1.avi', 'heat', { part: 1 }],
    ['Back to the Future Part III.mkv', 'Back to the Future Part III'],
  ],
  'extras and samples': [
    ['Heat (1995)/Extras/Making of.mkv', 'Making of', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Heat (1995)-trailer.mp4', 'Heat', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/trailer.mp4', 'Heat', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Sample/heat-sample.mkv', 'Heat', { year: 1995, kind: 'sample' }],
    ['Heat (1995)/Trailers/Theatrical Trailer.mp4', 'Theatrical Trailer', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Behind The Scenes/On set.mkv', 'On set', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Deleted Scenes/Diner.mkv', 'Diner', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Featurettes/Sound.mkv', 'Sound', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Shorts/One.mkv', 'One', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Interviews/Pacino.mkv', 'Pacino', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/The Diner-scene.mkv', 'The Diner', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Making Of-behindthescenes.mkv', 'Making Of', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Gag Reel-other.mkv', 'Gag Reel', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Heat-trailer2.mp4', 'Heat', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/Other/Commentary.mkv', 'Commentary', { year: 1995, kind: 'extra' }],
    ['Heat (1995)/sample.mkv', 'Heat', { year: 1995, kind: 'sample' }],
    ['Heat.1995.1080p-sample.mkv', 'Heat', { year: 1995, kind: 'sample' }],
    ['Heat.1995.sample.avi', 'Heat', { year: 1995, kind: 'sample' }],
    ['Samples/heat.mkv', 'heat', { kind: 'sample' }],
  ],
  'other scripts and accents': [
    ['[REC]².2009.mkv', '[REC]²', { year: 2009 }],
    ['WALL·E (2008).mkv', 'WALL·E', { year: 2008 }],
    ['千と千尋の神隠し (2001).mkv', '千と千尋の神隠し', { year: 2001 }],
    ["Le Fabuleux destin d'Amélie Poulain (2001).mkv", "Le Fabuleux destin d'Amélie Poulain", { year: 2001 }],
    ['Léon (1994)/Léon.mkv', 'Léon', { year: 1994 }],
    ['Amélie (2001) [imdbid-tt0211915].mkv', 'Amélie', { year: 2001 }],
    ['8½ (1963).mkv', '8½', { year: 1963 }],
    ['Брат (1997).mkv', 'Брат', { year: 1997 }],
    ['Брат.1997.BDRip.1080p.mkv', 'Брат', { year: 1997 }],
    ['七人の侍 (1954)/seven.mkv', '七人の侍', { year: 1954 }],
    ['기생충.2019.1080p.mkv', '기생충', { year: 2019 }],
    ['شجرة.2010.mkv', 'شجرة', { year: 2010 }],
    ['Y tu mamá también (2001).mkv', 'Y tu mamá también', { year: 2001 }],
  ],
  'hardly a name': [
    ['-i.mp4', 'i'],
    ['.mp4', '.mp4'],
    ['....mkv', '...'],
    ['???!!!.mkv', '???!!!'],
  ],
};

for (const [group, rows] of Object.entries(NAMES)) {
  test(`film names: ${group}`, () => {
    for (const [path, title, rest = {}] of rows) {
      const { sortTitle, ...found } = parseFilmPath(path);
      assert.deepEqual(
        { path, ...found },
        { path, title, year: null, edition: null, part: null, kind: 'film', ...rest },
      );
      assert.equal(sortTitle, sortTitleOf(title));
    }
  });
}

test('the table has the size it is meant to have', () => {
  assert.ok(Object.values(NAMES).flat().length >= 170);
});

test('titles sort without articles, accents and case, numbers by their value', () => {
  const keys: Readonly<Record<string, string>> = {
    'The Matrix': 'matrix',
    'A Beautiful Mind': 'beautiful mind',
    'An Education': 'education',
    'Les Misérables': 'miserables',
    "L'Avventura": 'avventura',
    'Das Boot': 'boot',
    'Der Untergang': 'untergang',
    'Die Welle': 'welle',
    'El Laberinto del Fauno': 'laberinto del fauno',
    'Los Olvidados': 'olvidados',
    'Die Hard': 'die hard',
    'Die Another Day': 'die another day',
    'La La Land': 'la la land',
    'Los Angeles Plays Itself': 'los angeles plays itself',
    'The The': 'the the',
    The: 'the',
    'A.I. Artificial Intelligence': 'a i artificial intelligence',
    'À bout de souffle': 'a bout de souffle',
    'As Good as It Gets': 'as good as it gets',
    'Un prophète': 'un prophete',
    'Rocky 2': 'rocky 000002',
    'Rocky 10': 'rocky 000010',
    '20,000 Leagues Under the Sea': '020000 leagues under the sea',
    Æon: 'aeon',
    Straße: 'strasse',
    "Ocean's Eleven": 'oceans eleven',
    ガメラ: 'ガメラ',
    '???': '???',
  };
  for (const [title, key] of Object.entries(keys)) assert.equal(sortTitleOf(title), key, title);
  assert.ok(sortTitleOf('Rocky 2') < sortTitleOf('Rocky 10'));
});

/** No measure of speed: a regular expression that backtracks takes minutes, and a busy machine must not fail the test. */
const HANG_MS = 20_000;

function assertSane(path: string): void {
  const started = performance.now();
  const name = parseFilmPath(path);
  assert.ok(performance.now() - started < HANG_MS, `hangs: ${JSON.stringify(path.slice(0, 80))}`);
  assert.ok(name.title.trim().length > 0 && name.title.length <= 255, JSON.stringify(path));
  assert.ok(name.sortTitle.length > 0, JSON.stringify(path));
  assert.ok(name.title.isWellFormed());
  assert.doesNotMatch(name.title, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  assert.ok(name.year === null || (name.year >= 1888 && name.year <= 2035));
  assert.ok(name.part === null || Number.isInteger(name.part));
}

test('hostile names give some title, quickly', () => {
  const names = [
    '', '/', '//', '.', '..', '.mp4', '-i.mp4', '--.mkv', '\n.mkv', 'a\nb\r\0c.mkv', '"; rm -rf $(x) `y`.mkv', "'\"\\.mkv",
    '\u202e4pm.eliF\u202c.mkv', '\u200b.mkv', '\ud800.mkv', 'x\udfff (1999).mkv', '\u0301\u0301.mkv', '()[]{}.mkv', '(((((.mkv',
    ']]]]).mkv', '(1999).mkv', '[1999].mkv', '1999.mkv', '{edition-}.mkv', '{edition-x}.mkv', '[imdbid-tt1].mkv', '1080p.mkv',
    'x264-GRP.mkv', '-trailer.mp4', '-sample.mkv', 'sample', 'cd1.avi', 'CD1/cd1.avi', 'Extras/.mkv', '%00%s%n.mkv', '<b>x</b>.mkv',
    '../../etc/passwd', 'C:\\films\\Heat (1995).mkv', '🎬🎬.mkv', 'كتاب (2001).mkv', '\u2028\u2029.mkv',
  ]; // prettier-ignore
  for (const name of names) assertSane(name);
  for (const unit of [
    'a',
    '.',
    '-',
    ' ',
    '(',
    ')',
    '[',
    '[]',
    '()',
    'a.',
    '1.',
    '5.1.',
    '1999 ',
    '1999.',
    'cd1 ',
    'x264-',
    '- ',
    '{edition-',
    'part 1 ',
    "director's ",
    'é',
    '漢',
    '🎬',
    '\n',
    '_-',
  ]) {
    for (const length of [127, 255, 4096, 100_000]) assertSane(unit.repeat(Math.ceil(length / unit.length)));
    assertSane(`${unit.repeat(60)}/${unit.repeat(60)}.mkv`);
    assertSane(`${`${unit.replaceAll('/', '')}/`.repeat(2000)}x.mkv`);
  }
});

test('names put together at random give some title, and the same one each time', () => {
  const pieces = [
    'Heat',
    '1995',
    '(1995)',
    '.',
    ' ',
    '-',
    '_',
    '/',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    'cd1',
    'Part 2',
    '1080p',
    'x264-GRP',
    "Director's Cut",
    'The',
    'é',
    '\u202e',
    '\n',
    'sample',
    '-trailer',
    'Extras',
    'S.W.A.T.',
    'AKA',
    '.mkv',
    '\ud83d',
  ];
  let state = 42;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  for (let round = 0; round < 5000; round += 1) {
    const path = Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)] ?? '').join('');
    assertSane(path);
    assert.deepEqual(parseFilmPath(path), parseFilmPath(path));
  }
});
