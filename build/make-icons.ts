/**
 * `node build/make-icons.ts`: the pictures the system wants, drawn from the vectors in `resources/brand` by the browser the
 * tests use. Their results are committed, so that nobody needs a browser to package.
 */
import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { findChromium, ROOT } from './setup.js';

const BRAND = join(ROOT, 'resources', 'brand');
const ICONS = join(ROOT, 'resources', 'icons');
/** macOS draws menu bar pictures 18 points high, Windows and Linux 16 to 24 pixels; each once more for dense screens. */
const TRAY_SIZE = 18;
/** Microsoft, "Design guidelines for Windows app icons": sizes of an .ico. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Apple's icon types whose content is a PNG, with their sizes in pixels. */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
] as const;

const browser = await chromium.launch({ executablePath: findChromium() ?? undefined });
try {
  const page = await browser.newPage();
  const icon = await readFile(join(BRAND, 'app-icon.svg'), 'utf8');
  const sizes = [...new Set([...ICO_SIZES, ...ICNS_TYPES.map(([, size]) => size), 512])];
  const drawn = new Map<number, Buffer>();
  for (const size of sizes) drawn.set(size, await draw(page, icon, size));
  await mkdir(join(ICONS, 'tray'), { recursive: true });
  await writeFile(join(ICONS, 'icon.png'), drawn.get(512)!);
  await writeFile(join(ICONS, 'icon.ico'), ico(ICO_SIZES.map((size) => ({ size, png: drawn.get(size)! }))));
  await writeFile(join(ICONS, 'icon.icns'), icns(ICNS_TYPES.map(([type, size]) => ({ type, png: drawn.get(size)! }))));
  for (const file of await readdir(join(BRAND, 'tray'))) {
    const svg = await readFile(join(BRAND, 'tray', file), 'utf8');
    // macOS takes a picture for a template by the end of its name.
    const name = basename(file, '.svg').replace(/-template$/, 'Template');
    await writeFile(join(ICONS, 'tray', `${name}.png`), await draw(page, svg, TRAY_SIZE));
    await writeFile(join(ICONS, 'tray', `${name}@2x.png`), await draw(page, svg, TRAY_SIZE * 2));
  }
} finally {
  await browser.close();
}

async function draw(page: Page, svg: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } });
}

/** Microsoft's container: a header, one entry for each picture, the pictures as PNG. */
function ico(pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at); // 0 stands for 256
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Apple's container: a header, then each picture behind its type and length. */
function icns(pictures: readonly { readonly type: string; readonly png: Buffer }[]): Buffer {
  const chunks = pictures.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}
