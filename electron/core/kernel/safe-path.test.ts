import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { isInside, openRealPath } from './safe-path.ts';

let folder: string;
let root: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-path-')));
  root = join(folder, 'films');
  mkdirSync(join(root, 'sub'), { recursive: true });
  writeFileSync(join(root, 'film.mp4'), 'film');
  writeFileSync(join(root, 'sub', 'deep.mp4'), 'deep');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(path: string, within = root): Promise<string | null> {
  const handle = await openRealPath(within, path);
  if (handle === null) return null;
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

describe(
  'law 4: what is opened lies inside its library (MED-04, MED-11)',
  { skip: process.platform === 'win32' },
  () => {
    test('a file of the library is opened, also through a link that stays inside', async () => {
      assert.equal(await read(join(root, 'film.mp4')), 'film');
      symlinkSync(join(root, 'sub'), join(root, 'link'));
      assert.equal(await read(join(root, 'link', 'deep.mp4')), 'deep');
    });

    test('a library whose own path is a link is its library', async () => {
      symlinkSync(root, join(folder, 'other-name'));
      assert.equal(await read(join(folder, 'other-name', 'film.mp4'), join(folder, 'other-name')), 'film');
    });

    test('links, and folders that are links, leading out are refused', async () => {
      symlinkSync(join(folder, 'secret.txt'), join(root, 'out.mp4'));
      symlinkSync(folder, join(root, 'out'));
      symlinkSync('/', join(root, 'everything'));
      assert.equal(await read(join(root, 'out.mp4')), null);
      assert.equal(await read(join(root, 'out', 'secret.txt')), null);
      assert.equal(await read(join(root, 'everything', 'etc', 'hostname')), null);
    });

    test('dots that lead out are refused, and so is a neighbour whose name begins alike', async () => {
      mkdirSync(`${root}-secret`);
      writeFileSync(join(`${root}-secret`, 'x.mp4'), 'x');
      assert.equal(await read(`${root}/../secret.txt`), null);
      assert.equal(await read(`${root}/../films-secret/x.mp4`), null);
      assert.equal(await read(`${root}/sub/../film.mp4`), 'film');
    });

    test('a link swapped between the question and the answer never opens what lies outside', async () => {
      const path = join(root, 'swapped.mp4');
      symlinkSync(join(root, 'film.mp4'), path);
      let isSwapping = true;
      const swap = (async () => {
        for (let round = 0; isSwapping; round += 1) {
          symlinkSync(round % 2 === 0 ? join(folder, 'secret.txt') : join(root, 'film.mp4'), `${path}.new`);
          renameSync(`${path}.new`, path);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const seen = new Map<string | null, number>();
      for (let round = 0; round < 500; round += 1) {
        const content = await read(path);
        seen.set(content, (seen.get(content) ?? 0) + 1);
      }
      isSwapping = false;
      await swap;
      assert.equal(seen.has('secret'), false);
      assert.ok(seen.get('film')! > 0 && seen.get(null)! > 0, 'both sides of the swap were met');
    });

    test('a pipe, a folder and a device are no plain files; a pipe without a writer does not hold us', async () => {
      execFileSync('mkfifo', [join(root, 'pipe.mp4')]);
      assert.equal(await read(join(root, 'pipe.mp4')), null);
      assert.equal(await read(join(root, 'sub')), null);
      assert.equal(await read('/dev/null', '/dev'), null);
    });

    test('what is missing, circular or too long is null and no exception', async () => {
      symlinkSync(join(root, 'circle'), join(root, 'circle'));
      for (const name of ['none.mp4', 'film.mp4/inside', 'circle', 'x'.repeat(300)])
        assert.equal(await read(join(root, name)), null, name);
      assert.equal(await read(join(root, 'film.mp4'), join(folder, 'no-root')), null);
    });

    test('a hard link inside the library is a file of the library: links of that kind cannot be told apart', async () => {
      linkSync(join(folder, 'secret.txt'), join(root, 'hard.mp4'));
      assert.equal(await read(join(root, 'hard.mp4')), 'secret');
    });

    test('a file deleted while it is open is refused rather than guessed at', async () => {
      writeFileSync(join(root, 'film.mp4 (deleted)'), 'other');
      assert.equal(await read(join(root, 'film.mp4 (deleted)')), 'other');
    });
  },
);

test('inside means the folder itself or below it', () => {
  assert.equal(isInside('/a/b', '/a/b'), true);
  assert.equal(isInside('/a/b', '/a/b/c/d'), true);
  assert.equal(isInside('/a/b', '/a/b/..c'), true);
  assert.equal(isInside('/a/b', '/a/bc'), false);
  assert.equal(isInside('/a/b', '/a'), false);
  assert.equal(isInside('/', '/anything'), true);
});
