import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import {
  closeViewing,
  lastPosition,
  notePosition,
  openViewing,
  recoverViewing,
  reopenViewing,
  useViewing,
} from './store.ts';

const MINUTE = 60_000;
const ITEM = '1'.repeat(32);

/** What `detectCapabilities` asks of a browser: this one plays everything as it is. */
Object.assign(globalThis, {
  document: { createElement: () => ({ canPlayType: () => 'probably' }) },
  matchMedia: () => ({ matches: false }),
});

/** A server with one film, and what it was asked to start from. */
function serve() {
  const server = { isAway: false, startedAt: [] as number[] };
  const answer = (path: string, init: RequestInit): unknown => {
    if (path === `/api/v1/items/${ITEM}`)
      return {
        id: ITEM,
        kind: 'film',
        title: 'Fog',
        parents: [],
        durationMs: 100 * MINUTE,
        versions: [{ id: 'v' }],
        state: { positionMs: 0, watched: false, favorite: false, lastPlayedAt: null },
      };
    if (!path.endsWith('/playback')) return {};
    server.startedAt.push((JSON.parse(init.body as string) as { startMs: number }).startMs);
    return { sessionId: `s${server.startedAt.length}`, versionId: 'v', url: '/v', subtitles: [], subtitle: null };
  };
  mock.method(globalThis, 'fetch', async (path: string, init: RequestInit) => {
    if (server.isAway) throw new TypeError('Failed to fetch');
    return new Response(JSON.stringify(answer(path, init)));
  });
  return server;
}

beforeEach(() => {
  mock.restoreAll();
  closeViewing();
});

test('a film that was cut off goes on at its place, however long nobody answers', async (t) => {
  const server = serve();
  t.mock.timers.enable({ apis: ['Date'], now: 0 });
  await openViewing({ itemId: ITEM, versionId: null, fromStart: true });
  notePosition(42 * MINUTE, false);
  t.mock.timers.tick(MINUTE);
  server.isAway = true;
  await recoverViewing(lastPosition());
  assert.equal(useViewing.getState().viewing.kind, 'opening');
  assert.equal(lastPosition(), 42 * MINUTE);
  await reopenViewing(lastPosition());
  server.isAway = false;
  await reopenViewing(lastPosition());
  assert.equal(useViewing.getState().viewing.kind, 'open');
  assert.deepEqual(server.startedAt, [0, 42 * MINUTE]);
});
