import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { StreamIndex } from '../core/library/index.ts';
import { filmInfo, readFile } from '../core/library/testing/films.ts';
import { bytesOf, CAN_PLAY, openHouse, PASSWORDS, type House, type SignedIn } from './testing/lan.ts';
import { routes } from './testing/sample.ts';

type Page = { items: { id: string; title: string; addedAt: string; year: number | null }[]; nextCursor: string | null; total: unknown }; // prettier-ignore

const MANY = 1_200;
let house: House;
let owner: SignedIn;
before(async () => {
  house = await openHouse({ films: { A: [], B: [] } });
  // Every third has the year and the moment of the one before, and every fourth its sort title: keys must break ties.
  for (let at = 0; at < MANY; at += 1) {
    if (at % 3 === 0) house.clock.advance(1_000);
    const title = at % 4 === 0 ? `Same Name ${at % 7}` : `Film ${at}`;
    house.store('A', [readFile(`${title} (${1900 + (at % 97)})/v${at}.mp4`.replace('/v', `/${title} (${1900 + (at % 97)}) - v`))]);
  }
  owner = await house.login('owner');
}); // prettier-ignore
after(() => house.close());

const list = async (query: string): Promise<Page> => {
  const answer = await house.ask(`/api/v1/items${query}`, { token: owner.token });
  assert.equal(answer.status, 200, `${query} ${answer.text.slice(0, 200)}`);
  return answer.json();
};
const titles = (page: Page) => page.items.map(({ title }) => title);

describe('paging', () => {
  for (const sort of ['title', 'added', 'year'])
    for (const order of ['asc', 'desc'])
      test(`paging by ${sort}, ${order}, meets every item once while others come in`, async () => {
        const expected = new Set(house.library.prepare<[], string>('SELECT id FROM item').pluck().all());
        const met: string[] = [];
        let cursor: string | null = null;
        let page = 0;
        do {
          const got: Page = await list(`?sort=${sort}&order=${order}&limit=113${cursor === null ? '' : `&cursor=${cursor}`}`);
          met.push(...got.items.map(({ id }) => id));
          cursor = got.nextCursor;
          page += 1;
          house.clock.advance(1_000);
          // Before, in the middle of and behind where the reader is.
          for (const name of ['AAA', 'Midway', 'ZZZ'])
            house.store('A', [readFile(`${name} ${sort}${order}${page} (${1890 + page * 10}).mp4`)]);
        } while (cursor !== null);
        assert.equal(new Set(met).size, met.length, 'repeated');
        const missed = [...expected].filter((id) => !met.includes(id));
        assert.deepEqual(missed, [], 'lost');
      }); // prettier-ignore

  test('pages are sorted by what they say', async () => {
    const added = await list('?sort=added&order=desc&limit=200');
    const times = added.items.map(({ addedAt }) => addedAt);
    assert.deepEqual(times, times.toSorted().toReversed());
    const years = (await list('?sort=year&order=asc&limit=200')).items.map(({ year }) => year ?? 0);
    assert.deepEqual(
      years,
      years.toSorted((a, b) => a - b),
    );
  });

  test('totals beyond 500 say at least', async () => {
    assert.deepEqual((await list('?limit=1')).total, { atLeast: 500 });
    assert.deepEqual((await list('?search=film&limit=1')).total, { atLeast: 500 });
    assert.equal((await list(`?library=${house.libraryIds.B}`)).total, 0);
    const { libraries } = (await house.ask('/api/v1/libraries', { token: owner.token })).json();
    assert.deepEqual(
      libraries.map((one: { itemCount: unknown }) => one.itemCount),
      [{ atLeast: 500 }, 0],
    );
  });

  test('a cursor of another list, a made-up one and a mangled one are refused, not guessed at', async () => {
    const { nextCursor } = await list('?sort=title&limit=5');
    const ask = async (query: string) => (await house.ask(`/api/v1/items?${query}`, { token: owner.token })).status;
    assert.equal(await ask(`sort=year&cursor=${nextCursor}`), 400);
    assert.equal(await ask(`sort=title&order=desc&cursor=${nextCursor}`), 400);
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const wrong = ['x', '', '....', made(null), made({}), made([]), made(['title', 'asc', 1, 'x']), made(['title', 'asc', 'a', 1]), made(['title', 'asc', null, 'a']), made(['title', 'asc', 'a', 'b', 'c']), made(['title', 'asc', { a: 1 }, 'b']), `${nextCursor}`.slice(0, -8), made('x'.repeat(2_000))];
    for (const cursor of wrong) assert.equal(await ask(`sort=title&cursor=${cursor}`), 400, cursor);
    assert.equal(await ask(`sort=year&cursor=${made(['year', 'desc', 'text', 'id'])}`), 400);
  }); // prettier-ignore
});

describe('search', () => {
  before(() => {
    for (const name of ['Amélie (2001)', 'Æon Flux (2005)', 'Łódź Story (1999)', 'Crouching Tiger, Hidden Dragon (2000)', 'AND Justice (1979)', 'NEAR Dark (1987)', 'OR Else (1950)', 'NOT Me (1951)', 'Naïve (1990)', '千と千尋の神隠し (2001)', 'Привет (2003)', '100% Wolf (2020)', 'WALL-E (2008)', "Ocean's Eleven (2001)"])
      house.store('A', [readFile(`${name}.mp4`)]);
  }); // prettier-ignore

  test('beginnings of words, in any order and case, with and without diacritics', async () => {
    const found: Record<string, string> = {
      ame: 'Amélie', AMÉLIE: 'Amélie', amelie: 'Amélie', 'ame\u0301lie': 'Amélie', 'drag tig': 'Crouching Tiger, Hidden Dragon',
      'łódź': 'Łódź Story', naive: 'Naïve', 'naïve': 'Naïve', 千と: '千と千尋の神隠し', прив: 'Привет', 'ПРИВЕТ': 'Привет', 'wall-e': 'WALL-E', eleven: "Ocean's Eleven", '100% w': '100% Wolf',
    }; // prettier-ignore
    for (const [typed, title] of Object.entries(found)) {
      const page = await list(`?search=${encodeURIComponent(typed)}`);
      assert.deepEqual(titles(page), [title], typed);
      assert.equal(page.total, 1);
    }
    assert.deepEqual(titles(await list('?search=melie')), [], 'the middle of a word');
  });

  test('what begins with the words typed comes first', async () => {
    for (const name of ['Dark (2017).mp4', 'The Dark Knight (2008).mp4', 'Dark City (1998).mp4'])
      house.store('A', [readFile(name)]);
    assert.equal(titles(await list('?search=dark'))[0], 'Dark');
  });

  test('HTTP-13: the syntax of the search engine is text like any other', async () => {
    const found: Record<string, string[]> = { AND: ['AND Justice'], NEAR: ['NEAR Dark'], 'OR': ['OR Else'], 'NOT': ['NOT Me'], 'NEAR(dark)': ['NEAR Dark'], '"near" AND "dark"': [], 'near*': ['NEAR Dark'], 'title:near': [], '^near': ['NEAR Dark'], '{title}:near': [], 'near +dark': ['NEAR Dark'], '-dark near': ['NEAR Dark'] }; // prettier-ignore
    for (const [typed, expected] of Object.entries(found))
      assert.deepEqual(titles(await list(`?search=${encodeURIComponent(typed)}`)), expected, typed);
    for (const typed of ['"', '""', '*', '(', ')', '-', '^', ':', '\\', "'", '%', '_', '😀', '\u0301', '~', '{}']) {
      const page = await list(`?search=${encodeURIComponent(typed)}`);
      assert.deepEqual([page.items, page.total], [[], 0], typed);
    }
    // Only spaces is no search.
    assert.equal((await list('?search=%20%20&limit=3')).items.length, 3);
  });
});

test('HTTP-13: an injection in any parameter changes no result and is never a 5xx', async () => {
  const INJECTIONS = ["'", '"', "' OR '1'='1", "'; DROP TABLE item; --", '1; SELECT 1', '1 UNION SELECT password_hash FROM manager.account', "') OR 1=1 --", ':seesAll', '$1', '?1', '@a', '\\', '%00', '%27', 'i.id', '(SELECT 1)', 'CASE WHEN 1 THEN 1 END', '${7*7}', '{{7*7}}', '../../etc/passwd', '\r\nX: y', '<script>alert(1)</script>', '[]', '{}', 'null', 'title COLLATE NOCASE', 'sqlite_master', 'x'.repeat(90)]; // prettier-ignore
  const spec = new Map(routes).get('items')!;
  const names = Object.keys((spec.query as unknown as { properties: object }).properties);
  const tables = () => house.library.prepare('SELECT count(*) FROM item').pluck().get();
  const beforehand = tables();
  const all = (await list('?limit=200')).items.length;
  for (const name of [...names, 'unknown', 'filter', 'where', 'columns'])
    for (const injection of INJECTIONS) {
      const answer = await house.ask(`/api/v1/items?limit=200&${name}=${encodeURIComponent(injection)}`, { token: owner.token });
      assert.ok(answer.status === 200 || answer.status === 400, `${name}=${injection} ${answer.status}`);
      if (answer.status === 400) continue;
      assert.ok(['search', 'unknown', 'filter', 'where', 'columns'].includes(name), `${name}=${injection} is taken`);
      const { items } = answer.json();
      if (name !== 'search') assert.equal(items.length, all, injection);
      assert.ok(!answer.text.includes('$argon2id'));
    }
  assert.equal(tables(), beforehand);
}); // prettier-ignore

test('what the server answers is what its API document says, route by route', async () => {
  const film = house.addFilm('A', 'Checked (2010)/Checked (2010).mp4');
  const { token } = await house.login('member');
  const other = await house.login('member');
  const playback = await house.play(token, film.itemId);
  const body = { capabilities: CAN_PLAY };
  const words = { kind: 'subtitle', index: 2 as StreamIndex, codec: 'subrip', language: 'en', title: null, isDefault: false, isForced: false } as const;
  const info = filmInfo({ container: 'flv', streams: [...filmInfo().streams, words] });
  const converted = house.addFilm('A', 'Converted (2010).flv', bytesOf('converted', 5_000), info);
  const { url } = await house.play(owner.token, converted.itemId, { capabilities: { ...CAN_PLAY, hls: true } });
  const asks: Record<string, { path: string; method?: string; body?: unknown; token?: string }> = {
    health: { path: '/healthz' },
    login: { path: '/api/v1/auth/login', method: 'POST', body: { username: 'Mira', password: PASSWORDS.member } },
    me: { path: '/api/v1/auth/me' },
    sessions: { path: '/api/v1/auth/sessions' },
    progress: { path: `/api/v1/playback/${playback.id}/progress`, method: 'PUT', body: { positionMs: 60_000, paused: true } },
    playbackState: { path: `/api/v1/playback/${playback.id}` },
    chooseSubtitle: { path: `/api/v1/playback/${playback.id}/subtitle`, method: 'PUT', body: { subtitle: null } },
    home: { path: '/api/v1/home' },
    libraries: { path: '/api/v1/libraries' },
    items: { path: '/api/v1/items?limit=50' },
    item: { path: `/api/v1/items/${film.itemId}` },
    itemChildren: { path: `/api/v1/items/${film.itemId}/children` },
    setWatched: { path: `/api/v1/items/${film.itemId}/watched`, method: 'PUT', body: { watched: true } },
    setFavorite: { path: `/api/v1/items/${film.itemId}/favorite`, method: 'PUT', body: { favorite: true } },
    startPlayback: { path: `/api/v1/items/${film.itemId}/playback`, method: 'POST', body },
    endPlayback: { path: `/api/v1/playback/${(await house.play(other.token, film.itemId)).id}`, method: 'DELETE', token: other.token },
    openapi: { path: '/api/v1/openapi.json' },
    image: { path: `/media/img/${film.artId}/240` },
    stream: { path: (await house.play(owner.token, film.itemId)).url },
    masterPlaylist: { path: url },
    mediaPlaylist: { path: url.replace('master.m3u8', '0/index.m3u8') },
    initSegment: { path: url.replace('master.m3u8', '0/init.mp4') },
    segment: { path: url.replace('master.m3u8', '0/0.m4s') },
    subtitle: { path: url.replace('master.m3u8', 'subtitles/2.vtt') },
    securityTxt: { path: '/.well-known/security.txt' },
    shell: { path: '/' },
    revokeSession: { path: `/api/v1/auth/sessions/${other.sessionId}`, method: 'DELETE' },
    changePassword: { path: '/api/v1/auth/password', method: 'POST', body: { current: PASSWORDS.member, new: 'Harbour-Thistle-62' } },
    logout: { path: '/api/v1/auth/logout', method: 'POST' },
    revokeAllSessions: { path: '/api/v1/auth/sessions/revoke-all', method: 'POST' },
  };
  const spoken = new Map<string, string>([['session', token]]);
  for (const [name] of routes) assert.ok(asks[name], `Teach this test the route ${name}.`);
  for (const [name, ask] of Object.entries(asks)) {
    const spec = new Map(routes).get(name as never)!;
    const answer = await house.ask(ask.path, { ...ask, token: ask.token ?? spoken.get('session') });
    if (spec.response) {
      assert.equal(answer.status, 200, name);
      const validator = Compile(spec.response);
      assert.deepEqual(validator.Errors(answer.json()), [], name);
      assert.match(answer.headers['content-type']!, /^application\/json/);
      if (name === 'changePassword') spoken.set('session', answer.json().accessToken);
    } else if (spec.bytes) {
      assert.equal(answer.status, 200, name);
      assert.ok(answer.body.length > 0, name);
    } else {
      assert.deepEqual([answer.status, answer.body.length], [204, 0], name);
    }
    if (name === 'logout') spoken.set('session', (await house.login('member', { password: 'Harbour-Thistle-62' })).token);
  }
}); // prettier-ignore

test('pictures go out by id, once made, with the session and in four widths only', async () => {
  const film = house.addFilm('A', 'Pictured (2011).mp4');
  const ask = (path: string) => house.ask(path, { token: owner.token });
  const picture = await ask(`/media/img/${film.artId}/240`);
  assert.deepEqual([picture.status, picture.headers['content-type'], picture.body.length], [200, 'image/jpeg', 2_000]);
  assert.equal((await ask(`/media/img/${film.artId}/480`)).status, 404, 'not made, and no worker to make it');
  for (const width of ['0', '241', '../240', '240.jpg', '240%2f..', '1e3', '-240']) {
    const { status } = await ask(`/media/img/${film.artId}/${width}`);
    assert.ok(status === 400 || status === 404, `${width} ${status}`);
  }
  assert.equal((await house.ask(`/media/img/${film.artId}/240`)).status, 401);
});

test('continue watching holds what was begun and not ended, newest first, for its own account', async () => {
  const one = await openHouse();
  try {
    const { token } = await one.login('member');
    const [first, second, third] = one.films.A;
    const watch = async (itemId: string, positionMs: number) => {
      const { id } = await one.play(token, itemId);
      one.clock.advance(1_000);
      const body = { positionMs, paused: false };
      await one.ask(`/api/v1/playback/${id}/progress`, { method: 'PUT', token, body });
    };
    await watch(first!.itemId, 600_000);
    await watch(second!.itemId, 900_000);
    await watch(third!.itemId, 5_000);
    const row = async (who = token) =>
      (await one.ask('/api/v1/home', { token: who })).json().continueWatching.map((item: { id: string }) => item.id);
    assert.deepEqual(await row(), [second!.itemId, first!.itemId]);
    await watch(first!.itemId, 5_900_000);
    assert.deepEqual(await row(), [second!.itemId]);
    assert.deepEqual(await row((await one.login('owner')).token), []);
  } finally {
    one.close();
  }
});
