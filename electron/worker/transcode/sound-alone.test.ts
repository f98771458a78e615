import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId, type PlaybackId } from '../../core/kernel/index.ts';
import { clipFile, makeClip } from './testing/clips.ts';
import { createConversions, jobFor, openLibrary, systemEngine, type Library } from './testing/conversions.ts';

let library: Library;
before(async () => {
  library = openLibrary();
  await makeClip(library.films, 'plain');
  await library.scan();
});
after(() => library.close());

test('sound alone is one variant without a size, and its segments come', async () => {
  const conversions = createConversions(library, await systemEngine());
  const id = newId<PlaybackId>();
  const opened = await conversions.open(id, jobFor(library.source(clipFile('plain')), { video: null }));
  assert.ok(opened.ok);
  assert.deepEqual(opened.value.variants, [{ width: 0, height: 0, bitrateBps: 160_000 }]);
  assert.equal(opened.value.codecs, 'mp4a.40.2');
  const deadline = AbortSignal.timeout(30_000);
  for (const index of ['init', 0, 3] as const)
    assert.deepEqual(await conversions.want(id, 0, index, deadline), { kind: 'made' });
  await conversions.stop();
});
