import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

type Colours = Readonly<Record<string, string>>;

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
/** The colours each block of tokens.css sets, in the order they stand there. */
const blocks = [...css.matchAll(/^ *(:root[^{]*) \{([^}]*)\}/gm)].map(([, , body]) =>
  Object.fromEntries([...body!.matchAll(/--([cv]-[\w-]+): (#[0-9a-f]{6}|rgb\([^)]*\));/g)].map(([, name, value]) => [name!, value!])),
); // prettier-ignore
const [light, dark, darkChosen, lightMore, darkMoreChosen, darkMore] = blocks.filter(
  (block) => Object.keys(block).length > 0,
) as [Colours, Colours, Colours, Colours, Colours, Colours];
const THEMES: Readonly<Record<string, Colours>> = {
  light,
  dark: { ...light, ...dark },
  'light, more contrast': { ...light, ...lightMore },
  'dark, more contrast': { ...light, ...dark, ...darkMore },
};

type Rgb = readonly [number, number, number];

/** @param under what shows through a colour that is not solid. */
function rgb(colour: string, under: Rgb = [0, 0, 0]): Rgb {
  if (colour.startsWith('#')) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb;
  const [red, green, blue, alpha] = colour.match(/[\d.]+/g)!.map(Number) as [number, number, number, number];
  return [red, green, blue].map((part, at) => part * alpha + under[at]! * (1 - alpha)) as unknown as Rgb;
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, success criterion 1.4.3, for words of any size. */
const LEAST = 4.5;
const INKS = ['text', 'text-2', 'text-3', 'accent-text', 'danger-text', 'ok', 'warn', 'fail', 'unknown', 'info'];
/** All that a row, a button or a card stands on or turns into: at rest, under the pointer, pressed, chosen, marked. */
const GROUNDS = [
  ...['canvas', 'sunken', 'rail', 'surface', 'raised', 'hover', 'press', 'selected', 'accent-soft'],
  ...['ok-bg', 'warn-bg', 'fail-bg', 'unknown-bg', 'info-bg'],
];
const ON_FILLS: readonly (readonly [string, string])[] = [
  ...['accent', 'accent-hover', 'accent-press'].map((fill) => ['on-accent', fill] as const),
  ...['danger', 'danger-hover', 'danger-press'].map((fill) => ['on-danger', fill] as const),
  ...['on-lock', 'on-lock-2'].map((ink) => [ink, 'lock'] as const),
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((kind) => [`cat-${kind}-fg`, `cat-${kind}`] as const),
];

describe('words can be read in every state of what they stand on (WCAG 1.4.3)', () => {
  const pairs = [...INKS.flatMap((ink) => GROUNDS.map((ground) => [ink, ground] as const)), ...ON_FILLS];
  for (const [name, theme] of Object.entries(THEMES))
    test(name, () => {
      const weak = pairs
        .map(([ink, ground]) => ({ ink, ground, ratio: contrast(rgb(theme[`c-${ink}`]!), rgb(theme[`c-${ground}`]!)) }))
        .filter(({ ratio }) => ratio < LEAST);
      assert.deepEqual(weak, []);
    });

  test('over a film, whatever it shows', () => {
    for (const picture of [rgb('#000000'), rgb('#ffffff')])
      for (const ink of ['v-text', 'v-text-2', 'v-accent'])
        for (const ground of ['v-bg', 'v-panel']) {
          const ratio = contrast(rgb(light[ink]!), rgb(light[ground]!, picture));
          assert.ok(ratio >= LEAST, `${ink} on ${ground} over ${String(picture)}: ${ratio}`);
        }
  });
});

test('dark is the same dark whether the system says so or the viewer', () => {
  assert.deepEqual(dark, darkChosen);
  assert.deepEqual(darkMore, darkMoreChosen);
});
