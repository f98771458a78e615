import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openDatabases, type Databases } from '../kernel/testing/databases.ts';
import { chooseTracks, NOTHING_REMEMBERED, type Remembered, type TrackWish } from './choose-tracks.ts';
import { rememberAudio, rememberedTracks, rememberSubtitle } from './track-choices.ts';

const sound = (index: number, language: string | null, isDefault = false) => ({
  index,
  codec: 'aac',
  language,
  isDefault,
});
const words = (index: number, codec: string, language: string | null, isForced = false) => ({ index, codec, language, isDefault: false, isForced }); // prettier-ignore

const film = {
  audio: [sound(1, 'en', true), sound(2, 'fr'), sound(3, 'fr')],
  subtitles: [
    words(4, 'hdmv_pgs_subtitle', 'fr'),
    words(5, 'subrip', 'fr', true),
    words(6, 'subrip', 'fr'),
    words(7, 'hdmv_pgs_subtitle', 'de'),
    words(8, 'ass', 'en', true),
    words(9, 'eia_608', 'en'),
  ],
};
const remembered = (audioLanguage: string | null, language?: string | null): Remembered => ({
  audioLanguage,
  subtitles: language === undefined ? null : language === null ? { kind: 'off' } : { kind: 'language', language },
});

describe('which sound and subtitles are played', () => {
  type Expected = readonly [audio: number | null, subtitle: number | null] | null;
  const table: readonly (readonly [string, TrackWish, Remembered, Expected])[] = [
    ['nothing said: the default sound, and signs in its language', {}, NOTHING_REMEMBERED, [1, 8]],
    ['asked for', { audio: 3, subtitle: 4 }, NOTHING_REMEMBERED, [3, 4]],
    ['asked for none', { subtitle: null }, remembered(null, 'fr'), [1, null]],
    ['asked for one, the other remembered', { audio: 2 }, remembered('en', 'de'), [2, 7]],
    ['what is asked for now comes before what was', { audio: 1, subtitle: 6 }, remembered('fr', 'de'), [1, 6]],
    ['a remembered sound: the first in that language', {}, remembered('fr'), [2, 5]],
    ['a remembered sound that is the default', {}, remembered('en'), [1, 8]],
    ['a remembered sound this film does not have', {}, remembered('ja'), [1, 8]],
    ['remembered subtitles: whole before signs, text before pictures', {}, remembered(null, 'fr'), [1, 6]],
    ['remembered subtitles that are only pictures', {}, remembered(null, 'de'), [1, 7]],
    ['remembered subtitles this film does not have: signs', {}, remembered(null, 'ja'), [1, 8]],
    ['remembered none: signs are shown all the same', {}, remembered(null, null), [1, 8]],
    ['no such sound', { audio: 9 }, NOTHING_REMEMBERED, null],
    ['no such subtitles', { subtitle: 1 }, NOTHING_REMEMBERED, null],
    ['subtitles that nobody can show', { subtitle: 9 }, NOTHING_REMEMBERED, null],
  ];
  for (const [what, wish, memory, expected] of table)
    test(what, () => {
      const tracks = chooseTracks(film, wish, memory);
      assert.deepEqual(tracks && [tracks.audio?.index ?? null, tracks.subtitle?.index ?? null], expected);
    });

  test('a film without sound', () => {
    assert.deepEqual(chooseTracks({ audio: [], subtitles: [] }, {}, remembered('fr', 'fr')), { audio: null, subtitle: null });
  }); // prettier-ignore
  test('no default: the first', () => {
    assert.equal(chooseTracks({ audio: [sound(1, null), sound(2, 'en')], subtitles: [] }, {}, NOTHING_REMEMBERED)!.audio!.index, 1);
  }); // prettier-ignore
  test('signs that are pictures are not drawn unasked', () => {
    const disc = { audio: film.audio, subtitles: [words(4, 'hdmv_pgs_subtitle', 'en', true)] };
    assert.equal(chooseTracks(disc, {}, NOTHING_REMEMBERED)!.subtitle, null);
  });
});

describe('what is remembered', () => {
  let house: Databases;
  beforeEach(() => {
    house = openDatabases();
  });
  afterEach(() => house.close());
  const of = (account: string, series: string | null = null) => rememberedTracks(house.read, account, series);

  test('by person, and for films apart from each series', () => {
    rememberAudio(house.server, 'ada', null, 'fr');
    rememberSubtitle(house.server, 'ada', 'series-1', { language: 'de' });
    assert.deepEqual(of('ada'), remembered('fr'));
    assert.deepEqual(of('ada', 'series-1'), remembered(null, 'de'));
    assert.deepEqual(of('ada', 'series-2'), NOTHING_REMEMBERED);
    assert.deepEqual(of('ben'), NOTHING_REMEMBERED);
  });
  test('the last choice counts, none at all included', () => {
    rememberAudio(house.server, 'ada', null, 'fr');
    rememberAudio(house.server, 'ada', null, 'en');
    rememberSubtitle(house.server, 'ada', null, { language: 'de' });
    assert.deepEqual(of('ada'), remembered('en', 'de'));
    rememberSubtitle(house.server, 'ada', null, null);
    assert.deepEqual(of('ada'), remembered('en', null));
  });
  test('a track that does not tell its language changes nothing', () => {
    rememberAudio(house.server, 'ada', null, 'fr');
    rememberAudio(house.server, 'ada', null, null);
    rememberSubtitle(house.server, 'ada', null, { language: null });
    assert.deepEqual(of('ada'), remembered('fr'));
  });
});
