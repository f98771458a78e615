import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSubtitleWords } from './subtitle-words.ts';

/** What follows the film's name, and what it says: language, then F for forced, H for those who do not hear, D for default, then other words. */
const NAMES: readonly (readonly [text: string, language: string | null, marks: string, rest: string])[] = [
  ['', null, '', ''],
  ['.en', 'en', '', ''],
  ['.eng', 'en', '', ''],
  ['.English', 'en', '', ''],
  ['.ENGLISH', 'en', '', ''],
  ['.de.forced', 'de', 'F', ''],
  ['.forced.de', 'de', 'F', ''],
  ['.ger', 'de', '', ''],
  ['.deu', 'de', '', ''],
  ['.Deutsch', 'de', '', ''],
  ['.Français', 'fr', '', ''],
  ['.eng.sdh', 'en', 'H', ''],
  ['.en.cc', 'en', 'H', ''],
  ['.en-cc', 'en', 'H', ''],
  ['.en.hi', 'en', 'H', ''],
  ['.hi', 'hi', '', ''],
  ['.pt-BR', 'pt-BR', '', ''],
  ['.pt_br', 'pt-BR', '', ''],
  ['.pob', 'pt-BR', '', ''],
  ['.Brazilian Portuguese', 'pt-BR', '', ''],
  ['.Portuguese (Brazil)', 'pt-BR', '', ''],
  ['.es-419', 'es-419', '', ''],
  ['.Spanish (Latin America)', 'es-419', '', ''],
  ['.zh-Hans', 'zh-Hans', '', ''],
  ['.Chinese (Simplified)', 'zh-Hans', '', ''],
  ['.chi', 'zh', '', ''],
  ['.en.default', 'en', 'D', ''],
  ['.default.en.forced', 'en', 'FD', ''],
  ['.en.Signs & Songs', 'en', 'F', ''],
  ['.en.Director Commentary', 'en', '', 'Director Commentary'],
  ['.forced', null, 'F', ''],
  ['2_English', 'en', '', ''],
  ['3_eng,SDH', 'en', 'H', ''],
  ['[German]', 'de', '', ''],
  ['.full.it', 'it', '', ''],
  ['.und', null, '', 'und'],
  ['.cut', null, '', 'cut'],
  ['.xx', null, '', 'xx'],
  ['.en.\u202etxt\u0007', 'en', '', 'txt'],
];

for (const [text, language, marks, rest] of NAMES)
  test(`“${text}” of a subtitle's name says ${language ?? 'no language'} ${marks} ${rest}`.trimEnd(), () => {
    const words = readSubtitleWords(text);
    const found = [words.isForced && 'F', words.isForDeaf && 'H', words.isDefault && 'D'].filter(Boolean).join('');
    assert.deepEqual([words.language, found, words.rest], [language, marks, rest]);
  });

test('a name of nothing but words is cut, and read without delay', () => {
  assert.equal(readSubtitleWords('word-'.repeat(10_000)).rest.length, 80);
});
