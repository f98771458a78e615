/** Enough samples to find the dark part of a picture, few enough to cost nothing. */
const GRID = 24;
/** The quarter that is darkest speaks for the artwork's shade. */
const DARK_SHARE = 0.25;
/** Second text on the panel must stay readable (WCAG 2.2, 1.4.3, with room to spare). */
const LEAST_CONTRAST = 7;
/** `--v-text-2`, the fainter of the two texts on the panel. */
const TEXT = [211, 204, 193] as const;

/** One step towards black, small enough to keep the hue. */
const STEP_DOWN = 0.92;

type Colour = readonly [number, number, number];

/** The artwork's darkest tone as a CSS colour, made darker still until text can be read on it; null without a canvas. */
export function darkTone(image: HTMLImageElement): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = GRID;
  canvas.height = GRID;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.drawImage(image, 0, 0, GRID, GRID);
  const { data } = context.getImageData(0, 0, GRID, GRID);

  const colours = Array.from({ length: GRID * GRID }, (_, index): Colour => {
    const at = index * 4;
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  });
  const darkest = colours
    .toSorted((one, other) => luminance(one) - luminance(other))
    .slice(0, Math.round(colours.length * DARK_SHARE));
  const mean = (channel: 0 | 1 | 2) => darkest.reduce((sum, colour) => sum + colour[channel], 0) / darkest.length;

  let tone: Colour = [mean(0), mean(1), mean(2)];
  while (contrast(TEXT, tone) < LEAST_CONTRAST) tone = darker(tone);
  return `rgb(${tone.map(Math.round).join(' ')})`;
}

const darker = ([red, green, blue]: Colour): Colour => [red * STEP_DOWN, green * STEP_DOWN, blue * STEP_DOWN];

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

const contrast = (light: Colour, dark: Colour): number => (luminance(light) + 0.05) / (luminance(dark) + 0.05);
