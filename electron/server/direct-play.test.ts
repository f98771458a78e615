import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bytesOf, openHouse, type Film, type House, type LogLine, type SignedIn } from './testing/lan.ts';
import { until } from './testing/until.ts';

const SIZE = 10_000;
const LONG_BYTES = 64 * 1024 * 1024;
const bytes = bytesOf('range', SIZE);
let house: House;
let owner: SignedIn;
before(async () => {
  house = await openHouse({ films: { A: [], B: [] }, limits: { streams: 1_000 } });
  owner = await house.login('owner');
});
after(() => house.close());

/** A film on disk and the path it plays under; its content is its own, for equal content would be one item. */
async function playing(name: string, content = bytesOf(name, SIZE)): Promise<Film & { readonly url: string }> {
  const film = house.addFilm('A', `${name} (2001)/${name} (2001).mp4`, content);
  return { ...film, url: (await house.play(owner.token, film.itemId)).url };
}
const openMedia = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(house.roots.A);
    } catch {
      return false; // the folder's own descriptor, gone again
    }
  }).length;

type Expected = readonly [start: number, end: number] | 'whole' | 'unsatisfiable';
const RANGES: readonly (readonly [range: string | null, Expected])[] = [
  [null, 'whole'],
  ['bytes=0-0', [0, 0]],
  ['bytes=0-1', [0, 1]],
  ['bytes=0-499', [0, 499]],
  ['bytes=500-999', [500, 999]],
  ['bytes=9999-9999', [9999, 9999]],
  ['bytes=9998-', [9998, 9999]],
  ['bytes=0-', [0, 9999]],
  ['bytes=1-', [1, 9999]],
  ['bytes=9999-', [9999, 9999]],
  ['bytes=-1', [9999, 9999]],
  ['bytes=-500', [9500, 9999]],
  ['bytes=-9999', [1, 9999]],
  ['bytes=-10000', [0, 9999]],
  ['bytes=-10001', [0, 9999]],
  ['bytes=-99999999999999999999', [0, 9999]],
  ['bytes=0-9999', [0, 9999]],
  ['bytes=0-10000', [0, 9999]],
  ['bytes=5000-99999999999999999999', [5000, 9999]],
  ['bytes=0000-0099', [0, 99]],
  ['Bytes=0-9', [0, 9]],
  ['BYTES=0-9', [0, 9]],
  [' bytes=0-9 ', [0, 9]],
  ['bytes= 0-9', [0, 9]],
  ['bytes=0-9,', [0, 9]],
  ['bytes=,0-9', [0, 9]],
  ['bytes=10000-', 'unsatisfiable'],
  ['bytes=10000-10001', 'unsatisfiable'],
  ['bytes=99999999999999999999-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10000-,20000-', 'unsatisfiable'],
  // Several parts.
  ['bytes=0-9,10-19', [0, 19]],
  ['bytes=10-19,0-9', [0, 19]],
  ['bytes=0-9,5-14', [0, 14]],
  ['bytes=0-99,10-19', [0, 99]],
  ['bytes=0-9,0-9', [0, 9]],
  ['bytes=0-,0-,0-,0-,0-', [0, 9999]],
  ['bytes=0-9,20-29', 'whole'],
  ['bytes=0-0,-1', 'whole'],
  ['bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18', 'whole'],
  ['bytes=0-9,10000-', [0, 9]],
  [`bytes=${Array.from({ length: 10 }, (_, at) => `${at}-${at}`).join()}`, [0, 9]],
  [`bytes=${Array.from({ length: 11 }, (_, at) => `${at}-${at}`).join()}`, 'whole'],
  [`bytes=${Array.from({ length: 1_300 }, () => '0-').join()}`, 'whole'],
  // What is no range is no range.
  ['', 'whole'],
  ['bytes', 'whole'],
  ['bytes=', 'whole'],
  ['bytes=,', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=a-b', 'whole'],
  ['bytes=1-a', 'whole'],
  ['bytes=9-1', 'whole'],
  ['bytes=0-1-2', 'whole'],
  ['bytes=--1', 'whole'],
  ['bytes=-1-', 'whole'],
  ['bytes=+1-2', 'whole'],
  ['bytes=1.5-2', 'whole'],
  ['bytes=0x0-0x9', 'whole'],
  ['bytes=1e2-1e3', 'whole'],
  ['bytes:0-9', 'whole'],
  ['bytes 0-9', 'whole'],
  ['items=0-9', 'whole'],
  ['seconds=0-9', 'whole'],
  ['0-9', 'whole'],
  ['bytes=0-9;q=1', 'whole'],
  ['bytes=0-9 bytes=20-29', 'whole'],
];

describe('HTTP-20: byte ranges', () => {
  let url: string;
  before(async () => {
    url = (await playing('Ranges', bytes)).url;
  });

  for (const [range, expected] of RANGES) {
    const name = range === null ? 'no range' : JSON.stringify(range.length > 60 ? `${range.slice(0, 60)}…` : range);
    test(`HTTP-20: ${name} gives exactly the bytes it names, by GET and in the headers of HEAD`, async () => {
      const headers: Record<string, string> = range === null ? {} : { range };
      const [got, head] = [await house.ask(url, { headers }), await house.ask(url, { method: 'HEAD', headers })];
      const fixed = ({ date: _date, connection: _connection, ...rest }: Record<string, unknown>) => rest;
      assert.equal(head.status, got.status);
      assert.deepEqual(fixed(head.headers), fixed(got.headers));
      assert.equal(head.body.length, 0);
      assert.equal(got.headers['accept-ranges'], 'bytes');
      if (expected === 'unsatisfiable') {
        assert.equal(got.status, 416);
        assert.equal(got.headers['content-range'], `bytes */${SIZE}`);
        assert.equal(got.body.length, 0);
      } else if (expected === 'whole') {
        assert.equal(got.status, 200);
        assert.equal(got.headers['content-range'], undefined);
        assert.ok(got.body.equals(bytes));
      } else {
        const [start, end] = expected;
        assert.equal(got.status, 206);
        assert.equal(got.headers['content-range'], `bytes ${start}-${end}/${SIZE}`);
        assert.equal(got.headers['content-length'], String(end - start + 1));
        assert.ok(got.body.equals(bytes.subarray(start, end + 1)));
      }
    });
  }

  test('HTTP-20: whatever is asked, no answer is larger than the file and 4 KiB', async () => {
    const { host } = new URL(house.origin);
    for (const range of [`bytes=${'0-,'.repeat(1_300)}`, `bytes=${'0-9998,1-,'.repeat(5)}`, 'bytes=0-,-10000']) {
      const all = await house.raw(
        `GET ${url} HTTP/1.1\r\nHost: ${host}\r\nRange: ${range}\r\nConnection: close\r\n\r\n`,
      );
      assert.match(all, /^HTTP\/1\.1 20[06] /);
      assert.ok(all.length <= SIZE + 4_096, `${all.length} bytes`);
    }
    const twice = `GET ${url} HTTP/1.1\r\nHost: ${host}\r\nRange: bytes=0-9\r\nRange: bytes=20-29\r\nConnection: close\r\n\r\n`;
    assert.ok((await house.raw(twice)).length <= SIZE + 4_096);
  });

  test('If-Range: only the same strong tag or the same date lets the range through', async () => {
    const { headers } = await house.ask(url, { method: 'HEAD' });
    const [etag, date] = [headers.etag!, headers['last-modified']!];
    const other = new Date(Date.parse(date) - 1_000).toUTCString();
    const statusWith = async (ifRange: string) =>
      (await house.ask(url, { headers: { range: 'bytes=0-9', 'if-range': ifRange } })).status;
    assert.equal(await statusWith(etag), 206);
    assert.equal(await statusWith(date), 206);
    for (const stale of ['"other"', `W/${etag}`, etag.slice(1, -1), other, 'yesterday', '', '*'])
      assert.equal(await statusWith(stale), 200, stale);
  });

  test('an empty file is an empty answer', async () => {
    const empty = await playing('Empty', Buffer.alloc(0));
    const got = await house.ask(empty.url);
    assert.deepEqual([got.status, got.headers['content-length'], got.body.length], [200, '0', 0]);
    assert.equal((await house.ask(empty.url, { headers: { range: 'bytes=0-' } })).status, 416);
    assert.equal((await house.ask(empty.url, { headers: { range: 'bytes=-5' } })).status, 200);
  });

  test('whatever the methods are, only GET and HEAD reach a film', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'])
      assert.equal((await house.ask(url, { method })).status, 404, method);
  });
});

describe('files that change', () => {
  test('a film cut short while it is sent breaks the connection off instead of sending something else', async () => {
    const film = await playing('Shorter');
    truncateSync(film.path, LONG_BYTES);
    const stream = await house.openStream(film.url);
    truncateSync(film.path, LONG_BYTES / 2);
    assert.equal((await stream.rest()).isWhole, false);
    await until('its descriptor is closed', () => openMedia() === 0);
  });

  test('what was asked next on the same connection never stands in for the missing rest', async () => {
    const film = await playing('Shorter still');
    truncateSync(film.path, LONG_BYTES);
    const { host } = new URL(house.origin);
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const socket = house.connect();
    const got = await new Promise<string>((resolve) => {
      const tail: Buffer[] = [];
      socket.on('error', () => {}).on('close', () => resolve(Buffer.concat(tail).toString('latin1')));
      socket.once('readable', () => {
        truncateSync(film.path, LONG_BYTES / 2);
        socket.on('data', (piece: Buffer) => {
          tail.push(piece);
          if (tail.length > 3) tail.shift();
        });
      });
      socket.write(get(film.url) + get('/healthz'));
    });
    assert.ok(!got.includes('"status":"ok"'));
  });

  test('a film replaced while it is sent goes on as the old one; the next range is not stitched to it', async () => {
    const film = await playing('Replaced', bytesOf('old', 100_000));
    const first = await house.ask(film.url, { headers: { range: 'bytes=0-9' } });
    writeFileSync(`${film.path}.new`, bytesOf('new', 120_000));
    renameSync(`${film.path}.new`, film.path);
    const next = await house.ask(film.url, { headers: { range: 'bytes=10-19', 'if-range': first.headers.etag! } });
    assert.equal(next.status, 200);
    assert.ok(next.body.equals(bytesOf('new', 120_000)));
    assert.notEqual(next.headers.etag, first.headers.etag);
  });

  test('MED-14: a film that is gone, or its whole drive, is away, not an error', async () => {
    const film = await playing('Gone');
    renameSync(film.path, `${film.path}.away`);
    const gone = await house.ask(film.url);
    assert.deepEqual([gone.status, gone.json().code], [409, 'file-away']);
    renameSync(`${film.path}.away`, film.path);
    renameSync(house.roots.A, `${house.roots.A}-unplugged`);
    assert.equal((await house.ask(film.url)).status, 409);
    renameSync(`${house.roots.A}-unplugged`, house.roots.A);
    assert.equal((await house.ask(film.url)).status, 200);
  });
});

describe('MED-04, MED-11: nothing outside the library is ever sent', () => {
  const secret = 'not for the LAN';
  const outside = () => join(house.folder, 'outside.mp4');
  before(() => writeFileSync(outside(), secret));

  const isAway = async (url: string, what: string) => {
    const answer = await house.ask(url);
    assert.equal(answer.status, 409, what);
    assert.ok(!answer.text.includes(secret) && !answer.text.includes(house.folder), what);
  };

  test('a link to a file outside is not followed, absolute or relative, at the end or on the way', async () => {
    const film = await playing('Link');
    for (const target of [outside(), '../../outside.mp4', '/etc/passwd', '/proc/self/environ']) {
      rmSync(film.path);
      symlinkSync(target, film.path);
      await isAway(film.url, target);
    }
    const folder = dirname(film.path);
    const elsewhere = join(house.folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, basename(film.path)), secret);
    rmSync(folder, { recursive: true });
    symlinkSync(elsewhere, folder);
    await isAway(film.url, 'folder');
  });

  test('a link into another library is not followed; one inside the same library is', async () => {
    const other = house.addFilm('B', 'Hidden (2001).mp4', Buffer.from(secret));
    const film = await playing('Cross');
    rmSync(film.path);
    symlinkSync(other.path, film.path);
    await isAway(film.url, 'another library');
    const inside = await playing('Inside', bytesOf('inside', 500));
    rmSync(film.path);
    symlinkSync(inside.path, film.path);
    assert.ok((await house.ask(film.url)).body.equals(bytesOf('inside', 500)));
  });

  test('a folder whose name begins like the library is outside', async () => {
    const film = await playing('Prefix');
    const sibling = `${house.roots.A}-other`;
    mkdirSync(sibling);
    writeFileSync(join(sibling, 'film.mp4'), secret);
    rmSync(film.path);
    symlinkSync(join(sibling, 'film.mp4'), film.path);
    await isAway(film.url, 'sibling');
  });

  test('a folder, a pipe, a socket and a device in a film’s place are away, at once', async () => {
    const film = await playing('Special');
    rmSync(film.path);
    mkdirSync(film.path);
    await isAway(film.url, 'folder');
    rmSync(film.path, { recursive: true });
    execFileSync('mkfifo', [film.path]);
    await isAway(film.url, 'pipe');
    rmSync(film.path);
    symlinkSync('/dev/zero', film.path);
    await isAway(film.url, 'device');
    symlinkSync(film.path, `${film.path}.loop`);
    rmSync(film.path);
    symlinkSync(`${film.path}.loop`, film.path);
    await isAway(film.url, 'loop');
  });

  test('a link swapped in and out during requests never gets a byte of the other file out', async () => {
    const film = await playing('Swap');
    const real = `${film.path}.real`;
    renameSync(film.path, real);
    const [good, bad, place] = [`${film.path}.good`, `${film.path}.bad`, film.path];
    for (let round = 0; round < 150; round += 1) {
      const asking = house.ask(film.url);
      for (const [link, target] of [
        [good, real],
        [bad, outside()],
      ] as const) {
        symlinkSync(target, link);
        renameSync(link, place);
        await new Promise(setImmediate);
      }
      const answer = await asking;
      assert.ok(!answer.text.includes(secret));
      assert.ok(answer.status === 409 || answer.body.equals(bytesOf('Swap', SIZE)), String(answer.status));
    }
  });

  test('MED-04: a seeded storm of traversals gets nothing but the player and 4xx', async () => {
    const film = await playing('Storm');
    writeFileSync(join(house.folder, 'secret.txt'), secret);
    let seed = 20_260_303;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
    const up = [
      '..',
      '%2e%2e',
      '.%2e',
      '%252e%252e',
      '..%00',
      '..;',
      '....',
      '%c0%ae%c0%ae',
      '..%5c',
      '%u002e%u002e',
      '.',
      '',
    ];
    const slash = ['/', '%2f', '\\', '%5c', '//', '%252f', '/./', '%c0%af'];
    const ends = ['etc/passwd', 'secret.txt', 'server.db', 'manager.db', 'open.permit', 'C:/Windows/win.ini', 'file', '240', film.itemId, 'NUL', 'secret.txt%00.jpg', 'index.html::$DATA']; // prettier-ignore
    const starts = ['/', '/media/', '/media/img/', `/media/img/${film.artId}/`, '/media/p/', `${film.url.slice(0, -4)}`, '/assets/', '/.well-known/']; // prettier-ignore
    for (let round = 0; round < 1_500; round += 1) {
      let path: string = pick(starts);
      for (let depth = random(7); depth >= 0; depth -= 1) path += pick(up) + pick(slash);
      path += pick(ends);
      const answer = await house.ask(path, { token: pick([owner.token, undefined]) });
      const isShell = answer.status === 200 && answer.text.startsWith('<!doctype html><title>Holdfast');
      assert.ok(isShell || (answer.status >= 400 && answer.status < 500), `${answer.status} ${path}`);
      assert.ok(
        !answer.text.includes(secret) && !answer.text.includes('root:') && !answer.text.includes('SQLite'),
        path,
      );
    }
  });
});

describe('many readers, and readers that leave', () => {
  test('64 readers at once each get their own bytes', async () => {
    const content = bytesOf('parallel', 6 * 1024 * 1024);
    const { url } = await playing('Parallel', content);
    const jobs = Array.from({ length: 64 }, async (_, at) => {
      const start = (at * 77_777) % 3_000_000;
      const end = start + 2_000_000 + at * 1_001;
      const { status, body } = await house.ask(url, { headers: { range: `bytes=${start}-${end}` } });
      assert.equal(status, 206);
      const digest = (part: Buffer) => createHash('sha256').update(part).digest('hex');
      assert.equal(digest(body), digest(content.subarray(start, end + 1)));
    });
    await Promise.all(jobs);
    await until('every descriptor is closed', () => openMedia() === 0);
    assert.equal(house.server.streams.size, 0);
  });

  test('a client that leaves in the middle leaves no descriptor and no stream behind', async () => {
    const film = await playing('Leaver');
    truncateSync(film.path, LONG_BYTES);
    for (let round = 0; round < 5; round += 1) {
      const streams = await Promise.all(Array.from({ length: 8 }, () => house.openStream(film.url)));
      assert.equal(openMedia(), 8);
      for (const stream of streams) stream.leave();
      await until('all of them ended', () => openMedia() === 0 && house.server.streams.size === 0);
    }
  });

  test('LOG-03: a stream writes one line, whether it was sent whole, cut by us, or left by its client', async () => {
    const film = await playing('Logged');
    const isMeant = ({ event, fields }: LogLine) =>
      event === 'request' && fields['route'] === '/media/p/:capability/file';
    const lines = () => house.lines.filter(isMeant);
    const before = lines().length;
    const next = async (act: () => unknown) => {
      const written = house.logged(isMeant);
      await act();
      const { method, status, isWhole, address } = (await written).fields;
      return { method, status, isWhole, address };
    };
    const line = { method: 'GET', status: 200, isWhole: true, address: '127.0.0.1' };
    assert.deepEqual(await next(() => house.ask(film.url)), line);
    assert.deepEqual(await next(() => house.ask(film.url, { headers: { range: 'bytes=0-9' } })), {
      ...line,
      status: 206,
    });
    truncateSync(film.path, LONG_BYTES);
    const left = await house.openStream(film.url);
    assert.deepEqual(await next(() => left.leave()), { ...line, isWhole: false });
    const cut = await house.openStream(film.url);
    assert.deepEqual(await next(() => house.server.streams.cutSession(owner.sessionId)), { ...line, isWhole: false });
    await cut.rest();
    await house.ask('/healthz');
    assert.equal(lines().length - before, 4, 'none twice');
    assert.ok(!JSON.stringify(house.lines).includes(film.url.split('/')[3]!), 'LOG-05');
  });

  test('SESS-05: a stream that is cut by us leaves no descriptor either', async () => {
    const film = await playing('Cut');
    truncateSync(film.path, LONG_BYTES);
    for (let round = 0; round < 5; round += 1) {
      const streams = await Promise.all(Array.from({ length: 8 }, () => house.openStream(film.url)));
      house.server.streams.cutSession(owner.sessionId);
      await until('descriptors closed', () => openMedia() === 0);
      for (const stream of streams) assert.equal((await stream.rest()).isWhole, false);
    }
  });

  test('a client that sends several requests at once and leaves, leaves nothing behind', async () => {
    const film = await playing('Pipeline');
    truncateSync(film.path, LONG_BYTES);
    const { host } = new URL(house.origin);
    for (let round = 0; round < 5; round += 1) {
      const socket = house.connect();
      socket.on('error', () => {});
      socket.write(`GET ${film.url} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(4));
      await new Promise((resolve) => socket.once('readable', resolve));
      await until('it reads', () => openMedia() > 0);
      socket.destroy();
      await until('descriptors closed', () => openMedia() === 0 && house.server.streams.size === 0);
    }
  });

  test('a player that seeks two hundred times on one connection piles no listeners up', async () => {
    const { url } = await playing('Seeks');
    const warnings: string[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning.name);
    process.on('warning', onWarning);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const port = house.server.port;
    for (let at = 0; at < 200; at += 1) {
      const got = await new Promise<Buffer>((resolve, reject) => {
        const headers = { range: `bytes=${at}-${at + 99}` };
        request({ agent, host: '127.0.0.1', port, path: url, headers }, (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () => resolve(Buffer.concat(pieces)));
        })
          .on('error', reject)
          .end();
      });
      assert.ok(got.equals(bytesOf('Seeks', SIZE).subarray(at, at + 100)));
    }
    agent.destroy();
    process.off('warning', onWarning);
    assert.deepEqual(warnings, []);
  });
});

describe('MED-10: as many streams as the owner allows', () => {
  let busy: House;
  before(async () => {
    busy = await openHouse({ films: { A: [], B: [] } });
    for (let at = 0; at < 12; at += 1) busy.addFilm('A', `Film ${at} (2001).mp4`, bytesOf(`${at}`, 1_000));
  });
  after(() => busy.close());
  const itemIds = () => busy.library.prepare<[], string>('SELECT id FROM item ORDER BY id').pluck().all();
  const tryToPlay = (token: string, itemId: string) =>
    busy.ask(`/api/v1/items/${itemId}/playback`, {
      method: 'POST',
      token,
      body: { capabilities: { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false } },
    });

  test('MED-10: the 11th playback is told to wait, in a sentence; a finished or silent one makes room', async () => {
    const { token } = await busy.login('owner');
    const ids = itemIds();
    for (const id of ids.slice(0, 10)) assert.equal((await tryToPlay(token, id)).status, 200);
    const eleventh = await tryToPlay(token, ids[10]!);
    assert.deepEqual([eleventh.status, eleventh.json().code], [429, 'stream-limit']);

    // A player that reloads takes over from itself, also in a full house.
    const again = await tryToPlay(token, ids[0]!);
    assert.equal(again.status, 200, 'a reload in a full house');

    await busy.ask(`/api/v1/playback/${again.json().sessionId}`, { method: 'DELETE', token });
    assert.equal((await tryToPlay(token, ids[10]!)).status, 200);
    assert.equal((await tryToPlay(token, ids[11]!)).status, 429);
    busy.clock.advance(5 * 60_000 + 1);
    assert.equal((await tryToPlay(token, ids[11]!)).status, 200);
  });

  test('what the owner stops is cut, said to its player, and is not taken up again by itself', async () => {
    busy.clock.advance(10 * 60_000);
    const { token } = await busy.login('member');
    const film = busy.addFilm('A', 'Stopped (2003).mp4', bytesOf('stopped', 1_500));
    truncateSync(film.path, LONG_BYTES);
    const { id, url } = await busy.play(token, film.itemId);
    const stream = await busy.openStream(url);
    busy.server.handle({ kind: 'stop-playback', id });
    assert.equal((await stream.rest()).isWhole, false);
    assert.equal((await busy.ask(url)).status, 404);
    const again = await tryToPlay(token, film.itemId);
    assert.deepEqual([again.status, again.json().code], [409, 'stopped-by-owner']);
    busy.clock.advance(60_000);
    assert.equal((await tryToPlay(token, film.itemId)).status, 200);
  });

  test('MED-10: a film read in one long request holds its place all the while', async () => {
    busy.clock.advance(10 * 60_000);
    const { token } = await busy.login('member');
    const film = busy.addFilm('A', 'Long (2002).mp4', bytesOf('long', 1_500));
    truncateSync(film.path, LONG_BYTES);
    const { id, url } = await busy.play(token, film.itemId);
    const stream = await busy.openStream(url);
    const find = busy.write.prepare<[string], number>('SELECT last_seen_at FROM playback WHERE id = ?').pluck();
    busy.clock.advance(10 * 60_000);
    await until('it is noted as watched', () => find.get(id) === busy.clock.now());
    stream.leave();
  });

  test('MED-10: the playbacks of a session that ended hold no place', async () => {
    busy.clock.advance(10 * 60_000);
    const gone = await busy.login('owner');
    for (const id of itemIds().slice(0, 10)) assert.equal((await tryToPlay(gone.token, id)).status, 200);
    await busy.ask('/api/v1/auth/logout', { method: 'POST', token: gone.token });
    const { token } = await busy.login('owner');
    assert.equal((await tryToPlay(token, itemIds()[0]!)).status, 200);
  });
});
