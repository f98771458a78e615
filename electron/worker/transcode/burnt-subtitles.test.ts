import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { clipFile } from './testing/clips.ts';
import { jobFor } from './testing/conversions.ts';
import { convert, joined, library, newPlayback, small } from './testing/convert.ts';
import { addImageSubtitle, BAR } from './testing/image-subtitle.ts';
import { meanLuma } from './testing/inspect.ts';

for (const codec of ['pgs', 'dvdsub'] as const) {
  test(`a subtitle of pictures (${codec}) is drawn into the film, where and when it stands`, async () => {
    const file = `Words ${codec} (2014).mkv`;
    addImageSubtitle(join(library.films, clipFile('plainMkv')), join(library.films, file), codec);
    await library.scan();
    const source = library.source(file);
    const words = source.streams.find(({ kind }) => kind === 'subtitle');
    assert.ok(words);
    const conversions = convert();
    const luma: number[] = [];
    for (const burnSubtitle of [null, words.index]) {
      const id = newPlayback();
      const video = { ...small, variants: [{ width: 320, height: 180, bitrateBps: 2_000_000 }], burnSubtitle };
      assert.ok((await conversions.open(id, jobFor(source, { video }))).ok);
      const path = await joined(conversions, id, 0, [0, 1, 2]);
      const { width, height, x, y } = BAR;
      luma.push(...(await meanLuma(path, `select='between(t,0.4,0.6)+between(t,2.4,2.6)',crop=${width - 8}:${height - 8}:${x + 4}:${y + 4},select='not(mod(n,6))'`)));
    }
    const [plainBefore, plainDuring, burntBefore, burntDuring] = luma;
    assert.ok(Math.abs(plainBefore! - burntBefore!) < 8, `not there yet: ${luma.join()}`);
    assert.ok(plainDuring! < 200 && burntDuring! > 225, `white while it stands: ${luma.join()}`);

    const late = newPlayback();
    const video = { ...small, variants: [{ width: 320, height: 180, bitrateBps: 2_000_000 }], burnSubtitle: words.index };
    const plan = await conversions.open(late, jobFor(source, { video, startMs: 7_000 }));
    assert.ok(plan.ok);
    const at = plan.value.startsMs.indexOf(7_000);
    const path = await joined(conversions, late, 0, [at]);
    const lumas = await meanLuma(path, `crop=${BAR.width - 8}:${BAR.height - 8}:${BAR.x + 4}:${BAR.y + 4}`);
    assert.ok(lumas.length > 90 && Math.min(...lumas) > 225, `a jump to where it stands already: ${lumas.join()}`);
  }); // prettier-ignore
}
