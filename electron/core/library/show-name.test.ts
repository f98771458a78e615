import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShowPath } from './show-name.ts';
import type { ShowName } from './show-name.ts';

/** Path, show, season, episode, title, and what differs from the plain case. */
type Row = readonly [
  path: string,
  show: string,
  season: number | null,
  episode: number | null,
  title: string,
  rest?: Partial<ShowName>,
];

const NAMES: Readonly<Record<string, readonly Row[]>> = {
  'season and episode': [
    ['The Wire/Season 1/The Wire - S01E02 - The Detail.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['The Wire/Season 01/The Wire - s01e02.mkv', 'The Wire', 1, 2, ''],
    ['The Wire/S01E02.mkv', 'The Wire', 1, 2, ''],
    ['The Wire/S01/E02 - The Detail.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['The Wire/S1E2 The Detail.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['The Wire/Season 1/S01 E02 The Detail.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['The Wire/Season 1/S01.E02.The.Detail.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['The Wire/Season 1/s01_e02_The_Detail.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['The Wire/Season 1/The Wire S01EP02.mkv', 'The Wire', 1, 2, ''],
    ['The Wire/Season 1/s01xe02.mkv', 'The Wire', 1, 2, ''],
    ['The Wire/Season 10/The Wire - S10E112.mkv', 'The Wire', 10, 112, ''],
    ['Lost (2004)/Season 3/Lost (2004) - S03E22-E23 - Through the Looking Glass.mkv', 'Lost', 3, 22, 'Through the Looking Glass', { showYear: 2004, lastEpisode: 23 }],
    ['Fargo (2014)/Season 02/S02E10 - Palindrome.mkv', 'Fargo', 2, 10, 'Palindrome', { showYear: 2014 }],
    ['Fargo {tvdb-269613}/Season 02/S02E10.mkv', 'Fargo', 2, 10, ''],
    ['Fargo (2014) [imdbid-tt2802850]/Season 02/S02E10.mkv', 'Fargo', 2, 10, '', { showYear: 2014 }],
    ['TV Shows/Fargo/Season 02/S02E10.mkv', 'Fargo', 2, 10, ''],
    ['TV/Fargo/S02E10.mkv', 'Fargo', 2, 10, ''],
    ['The Office (US)/Season 3/The Office (US) - S03E04 - Grief Counseling.mkv', 'The Office (US)', 3, 4, 'Grief Counseling'],
    ['24/Season 1/24 - S01E05 - 4.00 A.M.-5.00 A.M..mkv', '24', 1, 5, '4.00 A.M.-5.00 A.M.'],
    ['1923/Season 1/1923 - S01E01 - 1923.mkv', '1923', 1, 1, '1923'],
    ['9-1-1/Season 2/9-1-1 - S02E03 - Help Is Not Coming.mkv', '9-1-1', 2, 3, 'Help Is Not Coming'],
    ['Éléonore/Saison 2/Éléonore - S02E03 - Été.mkv', 'Éléonore', 2, 3, 'Été'],
    ['Severance/Season 1/Severance (2022) - S01E01 - Good News About Hell [WEBDL-1080p][EAC3 5.1][h264]-GRP.mkv', 'Severance', 1, 1, 'Good News About Hell', { showYear: 2022 }],
    ['Dark/Season 1/Dark - S01E01 - Secrets (1080p).mkv', 'Dark', 1, 1, 'Secrets'],
    ['Pose/Season 1/Pose - S01E04 - The Fever - Part 2.mkv', 'Pose', 1, 4, 'The Fever - Part 2'],
    ['The Crown/Season 1/S01E02 Hyde Park Corner.mp4', 'The Crown', 1, 2, 'Hyde Park Corner'],
    ['M.A.S.H/Season 1/M.A.S.H - S01E01.mkv', 'M.A.S.H.', 1, 1, ''],
  ],
  'release names': [
    ['The.Wire.S01E02.720p.HDTV.x264-GRP.mkv', 'The Wire', 1, 2, ''],
    ['The.Wire.S01E02.The.Detail.1080p.BluRay.x265-GRP.mkv', 'The Wire', 1, 2, 'The Detail'],
    ['the_wire_s01e02_the_detail.avi', 'the wire', 1, 2, 'the detail'],
    ['The.Wire.S02.1080p.BluRay-GRP/The.Wire.S02E03.Hot.Shots.1080p.BluRay.mkv', 'The Wire', 2, 3, 'Hot Shots'],
    ['The.Wire.S02.1080p.BluRay-GRP/02x03.mkv', 'The Wire', 2, 3, ''],
    ['The Wire/The.Wire.S02.1080p.BluRay-GRP/The.Wire.S02E03.mkv', 'The Wire', 2, 3, ''],
    ['The.Wire.S01E02.720p.HDTV-GRP/the.wire.s01e02.mkv', 'The Wire', 1, 2, ''],
    ['The.Wire.S01E02.720p.HDTV-GRP/grp-thewire.mkv', 'The Wire', 1, 2, ''],
    ['Downloads/The.Wire.S01E02.720p.HDTV-GRP.mkv', 'The Wire', 1, 2, ''],
    ['Fargo.2014.S01E01.720p.mkv', 'Fargo', 1, 1, '', { showYear: 2014 }],
    ['Fargo (2014) S01E01.mkv', 'Fargo', 1, 1, '', { showYear: 2014 }],
    ['Battlestar.Galactica.2003.S01E01.33.720p.BluRay.mkv', 'Battlestar Galactica', 1, 1, '33', { showYear: 2003 }],
    ['Chernobyl.S01E01.1.23.45.1080p.AMZN.WEB-DL.mkv', 'Chernobyl', 1, 1, '1 23 45'],
    ['Better.Call.Saul.S06E13.Saul.Gone.1080p.NF.WEB-DL.DDP5.1.x264-NTb.mkv', 'Better Call Saul', 6, 13, 'Saul Gone'],
    ['House.of.Cards.US.S01E01.PROPER.720p.WEBRip.mkv', 'House of Cards US', 1, 1, ''],
    ['Show.Name.S01E02.REPACK.mkv', 'Show Name', 1, 2, ''],
    ['[TGx] The.Expanse.S03E06.Immolation.720p.mkv', 'The Expanse', 3, 6, 'Immolation'],
    ['www.example.com - The.Expanse.S03E06.mkv', 'The Expanse', 3, 6, ''],
    ['Marvels.Agents.of.S.H.I.E.L.D.S01E02.0-8-4.720p.mkv', 'Marvels Agents of S.H.I.E.L.D.', 1, 2, '0-8-4'],
    ['Mr.Robot.S01E01.eps1.0.hellofriend.mov.1080p.mkv', 'Mr. Robot', 1, 1, 'eps1 0 hellofriend mov'],
    ['The.100.S01E01.Pilot.720p.mkv', 'The 100', 1, 1, 'Pilot'],
    ['1883.S01E01.1883.1080p.mkv', '1883', 1, 1, '1883'],
    ['Westworld Season 1 Complete 1080p/Westworld.S01E01.mkv', 'Westworld', 1, 1, ''],
    ['Westworld (Season 1)/Westworld.S01E01.mkv', 'Westworld', 1, 1, ''],
    ['Westworld - Season 2/Westworld - 03.mkv', 'Westworld', 2, 3, ''],
  ],
  'one by two': [
    ['Firefly/1x02 - The Train Job.avi', 'Firefly', 1, 2, 'The Train Job'],
    ['Firefly/Firefly - 1x02 - The Train Job.avi', 'Firefly', 1, 2, 'The Train Job'],
    ['Firefly.1x02.The.Train.Job.avi', 'Firefly', 1, 2, 'The Train Job'],
    ['Firefly [1x02] The Train Job.avi', 'Firefly', 1, 2, 'The Train Job'],
    ['Firefly (1x02).avi', 'Firefly', 1, 2, ''],
    ['The Simpsons/Season 12/12x21.avi', 'The Simpsons', 12, 21, ''],
    ['Firefly/Firefly 1x02-1x03.avi', 'Firefly', 1, 2, '', { lastEpisode: 3 }],
    ['Firefly/Firefly 1x02-03.avi', 'Firefly', 1, 2, '', { lastEpisode: 3 }],
    ['Firefly/Firefly 1x02x03.avi', 'Firefly', 1, 2, '', { lastEpisode: 3 }],
    ['Firefly/Season 1/Firefly 1280x720 S01E03.mkv', 'Firefly', 1, 3, ''],
  ],
  'several episodes in a file': [
    ['Fargo.S01E01E02.mkv', 'Fargo', 1, 1, '', { lastEpisode: 2 }],
    ['Fargo.S01E01E02E03.mkv', 'Fargo', 1, 1, '', { lastEpisode: 3 }],
    ['Fargo.S01E01-E03.mkv', 'Fargo', 1, 1, '', { lastEpisode: 3 }],
    ['Fargo/s01e01-03.mkv', 'Fargo', 1, 1, '', { lastEpisode: 3 }],
    ['Fargo/S01E01-S01E02 - Both.mkv', 'Fargo', 1, 1, 'Both', { lastEpisode: 2 }],
    ['Fargo/S01E01 - S01E02 - Both.mkv', 'Fargo', 1, 1, 'Both', { lastEpisode: 2 }],
    ['Fargo/S01E01 - E02 - Both.mkv', 'Fargo', 1, 1, 'Both', { lastEpisode: 2 }],
    ['Fargo/S01E01+E02.mkv', 'Fargo', 1, 1, '', { lastEpisode: 2 }],
    ['Fargo/S01E01 & E02.mkv', 'Fargo', 1, 1, '', { lastEpisode: 2 }],
    ['Fargo/S01E01-1080p.mkv', 'Fargo', 1, 1, ''],
    ['Fargo/S01E05 - 12 Years.mkv', 'Fargo', 1, 5, '12 Years'],
    ['Fargo/S01E05-02.mkv', 'Fargo', 1, 5, '02'],
  ],
  'numbered files in a season’s folder': [
    ['Firefly/Season 1/03 - Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 1/03. Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 1/03 Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 1/3.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Season 1/Episode 3.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Season 1/Ep. 3 - Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 1/E03.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Season 1/103 - Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 12/1203.mkv', 'Firefly', 12, 3, ''],
    ['Firefly/Season 1/Firefly - 03 - Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 1/Firefly 03.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Staffel 1/Folge 3.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Temporada 1/03.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Series 2/03.mkv', 'Firefly', 2, 3, ''],
    ['Season 1/03 - Bushwhacked.mkv', '', 1, 3, 'Bushwhacked'],
    ['Firefly/Season 1 Episode 3.mkv', 'Firefly', 1, 3, ''],
    ['Firefly/Season 1, Episode 3 - Bushwhacked.mkv', 'Firefly', 1, 3, 'Bushwhacked'],
    ['Chernobyl/Chernobyl Part 2.mkv', 'Chernobyl', 1, 2, ''],
    ['Chernobyl/Episode 2.mkv', 'Chernobyl', 1, 2, ''],
  ],
  'specials': [
    ['Doctor Who (2005)/Season 00/Doctor Who (2005) - S00E01 - Special.mkv', 'Doctor Who', 0, 1, 'Special', { showYear: 2005 }],
    ['Doctor Who (2005)/Specials/Doctor Who (2005) - S00E02 - The Runaway Bride.mkv', 'Doctor Who', 0, 2, 'The Runaway Bride', { showYear: 2005 }],
    ['Doctor Who/Specials/The Christmas Invasion.mkv', 'Doctor Who', 0, null, 'The Christmas Invasion'],
    ['Doctor Who/Specials/03 - The Christmas Invasion.mkv', 'Doctor Who', 0, 3, 'The Christmas Invasion'],
    ['Doctor Who/Season 0/0x04.mkv', 'Doctor Who', 0, 4, ''],
    ['Doctor Who/S00/E04.mkv', 'Doctor Who', 0, 4, ''],
    ['Doctor Who/The Christmas Invasion.mkv', 'Doctor Who', 0, null, 'The Christmas Invasion'],
    ['Doctor Who/Season 2/The Making of Season Two.mkv', 'Doctor Who', 2, null, 'The Making of Season Two'],
    ['Cowboy Bebop/OVA/01 - Session 0.mkv', 'Cowboy Bebop', 0, 1, 'Session 0'],
  ],
  'by date': [
    ['The Daily Show/The Daily Show - 2024-03-05 - A Guest.mkv', 'The Daily Show', null, null, 'A Guest', { airedOn: '2024-03-05' }],
    ['The.Daily.Show.2024.03.05.A.Guest.720p.WEB.mkv', 'The Daily Show', null, null, 'A Guest', { airedOn: '2024-03-05' }],
    ['The Daily Show/Season 29/The Daily Show - 2024-03-05.mkv', 'The Daily Show', 29, null, '', { airedOn: '2024-03-05' }],
    ['The Daily Show/2024/2024-03-05.mkv', 'The Daily Show', null, null, '', { airedOn: '2024-03-05' }],
    ['The Daily Show/Season 2024/2024-03-05.mkv', 'The Daily Show', 2024, null, '', { airedOn: '2024-03-05' }],
    ['Tagesschau/Tagesschau 20240305.mp4', 'Tagesschau', null, null, '', { airedOn: '2024-03-05' }],
    ['Tagesschau/Tagesschau 25.03.2024.mp4', 'Tagesschau', null, null, '', { airedOn: '2024-03-25' }],
    ['Conan/Conan 03-25-2024.mp4', 'Conan', null, null, '', { airedOn: '2024-03-25' }],
    ['The Daily Show/S29E14 - 2024-03-05.mkv', 'The Daily Show', 29, 14, '2024-03-05'],
  ],
  'anime': [
    ['[HorribleSubs] One Piece - 912 [1080p].mkv', 'One Piece', 1, 912, ''],
    ['One Piece/[Group] One Piece - 012 [1080p][ABCD1234].mkv', 'One Piece', 1, 12, ''],
    ['One Piece/[Group]_One_Piece_-_012_[1080p].mkv', 'One Piece', 1, 12, ''],
    ['One Piece/[Group] One Piece - 12v2 [720p].mkv', 'One Piece', 1, 12, ''],
    ['Naruto/Season 2/[Group] Naruto - 055 - A Feather in the Wind [720p].mkv', 'Naruto', 2, 55, 'A Feather in the Wind'],
    ['[Group] Frieren - S01E05 [1080p].mkv', 'Frieren', 1, 5, ''],
    ['Steins;Gate/[Group] Steins;Gate - 01.mkv', 'Steins;Gate', 1, 1, ''],
  ],
  'parts, extras and samples': [
    ['Fargo/S01E01 - Pilot-cd1.mkv', 'Fargo', 1, 1, 'Pilot', { part: 1 }],
    ['Fargo/S01E01 - Pilot - pt2.mkv', 'Fargo', 1, 1, 'Pilot', { part: 2 }],
    ['Fargo/S01E01.disc2.mkv', 'Fargo', 1, 1, '', { part: 2 }],
    ['Fargo/Season 1/Fargo.S01E01.sample.mkv', 'Fargo', 1, 1, 'sample', { kind: 'sample' }],
    ['Fargo/Featurettes/On Set.mkv', 'Fargo', 0, null, 'On Set', { kind: 'extra' }],
    ['Fargo/Season 1/Behind the Scenes/On Set.mkv', 'Fargo', 1, null, 'On Set', { kind: 'extra' }],
    ['Fargo/Trailers/Season 2.mkv', 'Fargo', 0, null, 'Season 2', { kind: 'extra' }],
    ['Fargo/Fargo-trailer.mkv', 'Fargo', 0, null, 'Fargo-trailer', { kind: 'extra' }],
  ],
}; // prettier-ignore

for (const [what, rows] of Object.entries(NAMES))
  for (const [path, show, season, episode, title, rest] of rows)
    test(`${what}: ${path}`, () =>
      assert.deepEqual(parseShowPath(path), {
        show,
        showYear: null,
        season,
        episode,
        lastEpisode: null,
        airedOn: null,
        title,
        part: null,
        kind: 'episode',
        ...rest,
      }));

test('no day that was not is a date', () => {
  for (const name of ['2024-02-30', '2024-13-01', '20240230', '31.02.2024', '05.03.2024'])
    assert.equal(parseShowPath(`News/News ${name}.mkv`).airedOn, null, name);
});

/** Pieces that the patterns look for, put together without sense. */
const PIECES = ['S01', 'E02', 's1e1', '1x02', ' - ', '.', '/', 'Season 1', 'Specials', '[', ']', '(', '2024-03-05', '03', '-E', '1080p', 'é', '\u202e', '\n', '\ud83d', 'sample', '.mkv', ''] as const; // prettier-ignore

test('names put together at random give some answer, the same one each time, with numbers that are numbers', () => {
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  for (let round = 0; round < 5_000; round += 1) {
    const path = Array.from({ length: 1 + next(14) }, () => PIECES[next(PIECES.length)]!).join('');
    const name = parseShowPath(path);
    assert.deepEqual(parseShowPath(path), name);
    for (const number of [name.season, name.episode, name.lastEpisode, name.part])
      assert.ok(number === null || (Number.isSafeInteger(number) && number >= 0), path);
    assert.ok(name.lastEpisode === null || name.lastEpisode > name.episode!, path);
    assert.ok(name.show.isWellFormed() && name.title.isWellFormed(), path);
    assert.ok(name.episode !== null || name.airedOn !== null || name.title !== '' || path.endsWith('/') || /^[^\p{L}\p{N}]*$/u.test(path) || name.title === '', path);
  }
}); // prettier-ignore

test('long names are read in time that grows with their length only', () => {
  for (const unit of ['S01', 'e', '-E02', 'x', ' - ', '[', '1x', '20', 'Season ', 'é', '.'])
    for (const length of [255, 4_096, 100_000]) {
      const name = parseShowPath(`${unit.repeat(Math.ceil(length / unit.length))}.mkv`);
      assert.ok(name.title.length <= 512);
    }
});
