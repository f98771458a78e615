/**
 * The home on the pictures: made-up films and shows with posters of our own (`art/`), as long as real ones, so that what
 * is left to watch and how large a file is read as at home.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';

const run = promisify(execFile);
const ART = join(import.meta.dirname, 'art');
const POSTER = { width: 800, height: 1200 };
const FRAME = { width: 1280, height: 720 };
/** What is coded; the rest of a film is this again and again. Few pictures and samples a second: hours are copied soon. */
const SCENE = { name: 'scene.mp4', seconds: 4, picturesPerSecond: 6, samplesPerSecond: 8_000 };

type Film = { readonly title: string; readonly year: number; readonly minutes: number; readonly art: string };
type Show = {
  readonly title: string;
  readonly art: string;
  readonly minutes: number;
  /** Names of the episodes of each season. */
  readonly seasons: readonly (readonly string[])[];
  /** Pictures of the episodes in turn; without any, the show's. */
  readonly stills?: readonly string[];
};

export const FILMS: readonly Film[] = [
  { title: 'A Winter in Oslund', year: 2022, minutes: 118, art: 'oslund' },
  { title: 'Two Left Shoes', year: 2019, minutes: 92, art: 'shoes' },
  { title: 'Last Boat Home', year: 2020, minutes: 104, art: 'lastboat' },
  { title: 'The Ninth Lamp', year: 2017, minutes: 111, art: 'lamp' },
  { title: 'Under the Elm', year: 2023, minutes: 89, art: 'elm' },
  { title: 'The Quiet Engine', year: 2020, minutes: 126, art: 'engine' },
  { title: 'The Orchard Keepers', year: 2022, minutes: 107, art: 'orchard' },
  { title: 'Nocturne for Tides', year: 2024, minutes: 97, art: 'tides' },
  { title: 'The Mapmaker of Vell', year: 2018, minutes: 133, art: 'mapmaker' },
  { title: 'Mirelle', year: 1998, minutes: 101, art: 'mirelle' },
  { title: 'Northbound 44', year: 2024, minutes: 115, art: 'north' },
  { title: 'The Salt Road', year: 2023, minutes: 121, art: 'salt' },
  { title: 'Paper Herons', year: 2021, minutes: 94, art: 'herons' },
  { title: 'Nine Lanterns', year: 2021, minutes: 99, art: 'lanterns' },
  { title: 'Halfway to Marrow', year: 2025, minutes: 108, art: 'marrow' },
  { title: 'Seven Mile Garden', year: 2025, minutes: 113, art: 'garden' },
  { title: 'Slow Orbit', year: 2025, minutes: 136, art: 'orbit' },
];

export const SHOWS: readonly Show[] = [
  {
    title: 'Kestrel Point',
    art: 'kestrel',
    minutes: 50,
    seasons: [
      ['First Light', 'The Keeper', 'Low Water'],
      ['Salt in the Well', 'A Boat at Night', 'The Empty Room', 'Lamp Oil', 'The Second Bell', 'Morning'],
    ],
    stills: ['still-1', 'still-6', 'still-3', 'still-4', 'still-5', 'still-2'],
  },
  { title: 'Tin Harbour', art: 'tin', minutes: 42, seasons: [['Ropes', 'The Ferry', 'Harbour Master', 'Fog']] },
  { title: 'Copper Hour', art: 'copper', minutes: 46, seasons: [['Clocking In', 'Overtime', 'Night Shift']] },
  { title: 'Ask the Owls', art: 'owls', minutes: 24, seasons: [['Snow Day', 'Thaw', 'The Long Nap']] },
];

/** Draw the home's files below `folder`. @returns what to serve, as `--library` takes it. */
export async function drawHome(page: Page, folder: string): Promise<readonly string[]> {
  const pictures = await readdir(ART);
  const widest = (art: string) => (pictures.includes(`wide-${art}.svg`) ? `wide-${art}` : `poster-${art}`);
  const films = join(folder, 'Films');
  const shows = join(folder, 'Shows');
  for (const { title, year, minutes, art } of FILMS) {
    const place = made(films, `${title} (${year})`);
    await draw(page, `poster-${art}`, POSTER, join(place, 'poster.jpg'));
    const scene = await makeScene(page, widest(art), folder);
    await repeat(scene, minutes, join(place, `${title} (${year}).mp4`));
  }
  for (const { title, art, minutes, seasons, stills = [widest(art)] } of SHOWS) {
    await draw(page, `poster-${art}`, POSTER, join(made(shows, title), 'poster.jpg'));
    await draw(page, widest(art), FRAME, join(shows, title, 'fanart.jpg'));
    for (const [at, episodes] of seasons.entries())
      for (const [index, name] of episodes.entries()) {
        const scene = await makeScene(page, stills[index % stills.length]!, folder);
        const place = made(shows, title, `Season ${at + 1}`);
        await repeat(scene, minutes, join(place, `${title} - S0${at + 1}E0${index + 1} - ${name}.mp4`));
      }
  }
  await rm(join(folder, SCENE.name));
  return [`film:${films}`, `show:${shows}`];
}

function made(...parts: readonly string[]): string {
  const folder = join(...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A drawing as JPEG, cut to shape. */
async function draw(page: Page, art: string, size: typeof POSTER, path: string): Promise<void> {
  const drawing = readFileSync(join(ART, `${art}.svg`), 'utf8');
  await page.setViewportSize(size);
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${drawing}`,
  );
  await writeFile(path, await page.screenshot({ type: 'jpeg', quality: 92 }));
}

/** A few seconds of a picture standing still, with silence. */
async function makeScene(page: Page, art: string, folder: string): Promise<string> {
  const frame = join(folder, 'frame.jpg');
  const scene = join(folder, SCENE.name);
  await draw(page, art, FRAME, frame);
  await ffmpeg(
    [
      '-loop',
      '1',
      '-framerate',
      String(SCENE.picturesPerSecond),
      '-i',
      frame,
      '-f',
      'lavfi',
      '-i',
      `anullsrc=r=${SCENE.samplesPerSecond}:cl=stereo`,
    ],
    ['-t', String(SCENE.seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    [scene],
  );
  await rm(frame);
  return scene;
}

const repeat = (scene: string, minutes: number, path: string): Promise<void> =>
  ffmpeg(['-stream_loop', '-1', '-i', scene], ['-t', String(minutes * 60), '-c', 'copy'], [path]);

async function ffmpeg(...parts: readonly (readonly string[])[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...parts.flat()]);
}
