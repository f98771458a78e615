import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { normaliseAddress } from '../core/network/index.ts';
import { ERROR_CODES } from '../../shared/lan/schemas.ts';
import { createGate } from './gate.ts';
import { PATIENCE } from './listeners.ts';
import { bytesOf, CAN_PLAY, openHouse, PASSWORDS, type Answer, type House, type SignedIn } from './testing/lan.ts';
import { NO_SUCH_ID, routes, sampleRequest } from './testing/sample.ts';
import { until } from './testing/until.ts';

const LIMITS = {
  socketsPerAddress: 100,
  socketsInAll: 2_000,
  streams: 10,
  requestsPerMinute: 60,
  sessionRequestsPerMinute: 600,
};
const LOGIN = '/api/v1/auth/login';
let house: House;
let owner: SignedIn;
let mediaUrl: string;
before(async () => {
  house = await openHouse();
  owner = await house.login('owner');
  mediaUrl = (await house.play(owner.token, house.films.A[0]!.itemId)).url;
});
after(() => house.close());

const isOurError = (answer: Answer) => {
  const { code, message, requestId, ...rest } = answer.json();
  assert.ok(ERROR_CODES.includes(code), code);
  assert.ok(message.length > 5);
  assert.match(requestId, /^[0-9a-f]{16}$/);
  assert.deepEqual(rest, {});
};

describe('headers', () => {
  const EVERYWHERE = {
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'x-xss-protection': '1; mode=block',
    'referrer-policy': 'strict-origin-when-cross-origin',
  };
  const answers = async (): Promise<Record<string, Answer>> => {
    const film = house.films.A[0]!;
    const { token } = owner;
    return {
      page: await house.ask('/'),
      'page of the player': await house.ask('/library/1'),
      script: await house.ask('/assets/player-abc123.js'),
      api: await house.ask('/api/v1/home', { token }),
      'api, nothing to say': await house.ask(`/api/v1/items/${film.itemId}/watched`, { method: 'PUT', token, body: { watched: false } }),
      health: await house.ask('/healthz'),
      'security.txt': await house.ask('/.well-known/security.txt'),
      'openapi.json': await house.ask('/api/v1/openapi.json', { token }),
      '400': await house.ask('/api/v1/items?limit=x', { token }),
      '401': await house.ask('/api/v1/home'),
      '403': await house.ask(LOGIN, { method: 'POST', body: {}, headers: { origin: 'http://evil.example' } }),
      '404': await house.ask('/api/v1/nothing'),
      '404 file': await house.ask('/nothing.js'),
      '404 media': await house.ask(`/media/p/${'A'.repeat(43)}/file`),
      '404 preflight': await house.ask(LOGIN, { method: 'OPTIONS' }),
      '413': await house.ask(LOGIN, { method: 'POST', body: `"${'x'.repeat(1024 * 1024)}"` }),
      '415': await house.ask(LOGIN, { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } }),
      '421': await house.ask('/', { headers: { host: 'evil.example' } }),
      'bad escape': await house.ask('/%zz'),
      'bad escape in the api': await house.ask('/api/v1/items/%ff'),
      picture: await house.ask(`/media/img/${film.artId}/240`, { token }),
      film: await house.ask(mediaUrl),
      'range of a film': await house.ask(mediaUrl, { headers: { range: 'bytes=0-9' } }),
      'film: 416': await house.ask(mediaUrl, { headers: { range: 'bytes=999999999-' } }),
    };
  }; // prettier-ignore

  test('HTTP-01 to HTTP-05: every answer carries them: page, API, error, media', async () => {
    for (const [what, { headers, status }] of Object.entries(await answers())) {
      for (const [name, value] of Object.entries(EVERYWHERE)) assert.equal(headers[name], value, `${what} (${status}): ${name}`);
      const policy = headers['content-security-policy'] as string;
      const isMedia = ['picture', 'film', 'range of a film', 'film: 416'].includes(what);
      if (isMedia) {
        assert.match(policy, /^default-src 'none'; sandbox/, what);
      } else {
        for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"])
          assert.ok(policy.includes(part), `${what}: ${part}`);
      }
      assert.doesNotMatch(policy, /unsafe|\*/, what);
    }
  }); // prettier-ignore

  test('HTTP-16: nothing tells what the server is made of', async () => {
    for (const [what, { headers, text }] of Object.entries(await answers())) {
      for (const name of ['server', 'x-powered-by', 'via', 'x-aspnet-version']) assert.equal(headers[name], undefined, what);
      if (what === 'film' || what === 'picture' || what === 'range of a film') continue;
      assert.doesNotMatch(text, /fastify|FST_|node\.?js|sqlite|find-my-way/i, what);
    }
  }); // prettier-ignore

  test('HTTP-19: what is private is not stored; a picture and a script may be', async () => {
    const all = await answers();
    for (const what of ['api', '401', '404', '400', 'film', 'range of a film', 'openapi.json', 'bad escape'])
      assert.match(String(all[what]!.headers['cache-control']), /no-store/, what);
    assert.match(String(all['picture']!.headers['cache-control']), /^private/);
    assert.match(String(all['script']!.headers['cache-control']), /immutable/);
  });

  test('HTTP-15: every error is a closed code, a sentence and a reference, and has no path, SQL or stack in it', async () => {
    for (const [what, answer] of Object.entries(await answers())) {
      if (answer.status < 400 || answer.status === 416) continue;
      isOurError(answer);
      assert.doesNotMatch(answer.text, /node_modules|SELECT|SQLITE| at .*:\d+/, what);
      for (const path of [house.folder, process.cwd(), import.meta.dirname])
        assert.ok(!answer.text.includes(path), what);
    }
  });
});

describe('HTTP-06: other origins', () => {
  const ORIGINS = ['http://evil.example', 'https://evil.example', 'null', 'http://localhost:3000', 'http://127.0.0.1:1', 'file://', 'http://holdfast.test.evil.example', 'http://127.0.0.1.evil.example', 'chrome-extension://abcdef']; // prettier-ignore

  test('HTTP-06: nine foreign origins get no allow header, neither on requests nor on preflights', async () => {
    for (const origin of ORIGINS) {
      const asks: Answer[] = [
        await house.ask('/api/v1/home', { token: owner.token, headers: { origin } }),
        await house.ask('/', { headers: { origin } }),
        await house.ask(mediaUrl, { headers: { origin } }),
        await house.ask(LOGIN, { method: 'POST', body: {}, headers: { origin } }),
      ];
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
        asks.push(
          await house.ask('/api/v1/home', {
            method: 'OPTIONS',
            headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization, content-type' },
          }),
        );
      for (const { headers } of asks)
        assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('access-control-')), [], origin);
    }
  }); // prettier-ignore

  test('HTTP-07: a changing request with a cookie needs our own origin; foreign, missing and null ones are refused', async () => {
    const { token } = await house.login('member');
    const film = house.films.A[0]!;
    const ask = (headers: Record<string, string>, spec = { path: `/api/v1/items/${film.itemId}/favorite`, method: 'PUT', body: { favorite: true } as unknown }) =>
      house.ask(spec.path, { ...spec, headers: { cookie: `hf_session=${token}`, ...headers } });
    assert.equal((await ask({ origin: house.origin })).status, 204, 'our own page');
    for (const origin of ORIGINS) assert.equal((await ask({ origin })).json().code, 'origin-refused', origin);
    assert.equal((await ask({})).json().code, 'origin-refused', 'no origin');
    assert.equal((await ask({ origin: house.origin, 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await ask({ origin: house.origin, 'sec-fetch-site': 'same-site' })).status, 403);
    assert.equal((await ask({ origin: house.origin, 'sec-fetch-site': 'same-origin' })).status, 204);
    assert.equal((await ask({ origin: house.origin.replace('http:', 'https:') })).status, 403);
    assert.equal((await ask({ referer: `${house.origin}/` })).status, 403);
    for (const [name, spec] of routes) {
      if (spec.guard !== 'session' || spec.method === 'GET') continue;
      const sample = sampleRequest(spec);
      assert.equal((await ask({ origin: 'http://evil.example' }, { body: undefined, ...sample })).json().code, 'origin-refused', name);
    }
    const stillThere = await house.ask('/api/v1/auth/me', { token });
    assert.equal(stillThere.status, 200);
  }); // prettier-ignore

  test('HTTP-07: signing in from another page is refused, with the right password too', async () => {
    const body = { username: 'Olga', password: PASSWORDS.owner };
    for (const origin of ORIGINS) {
      const answer = await house.ask(LOGIN, { method: 'POST', body, headers: { origin } });
      assert.deepEqual([answer.status, answer.headers['set-cookie']], [403, undefined], origin);
    }
    assert.equal((await house.ask(LOGIN, { method: 'POST', body, headers: { origin: house.origin } })).status, 200);
  });

  test('HTTP-07: text and forms are refused, whatever is in them', async () => {
    const json = JSON.stringify({ username: 'Olga', password: PASSWORDS.owner });
    for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html', 'application/xml', 'application/octet-stream', 'text/json', 'application/jsonx', 'nonsense', 'application/json, text/plain']) {
      const answer = await house.ask(LOGIN, { method: 'POST', body: json, headers: { 'content-type': type } });
      assert.equal(answer.status, 415, type);
    }
    const none = `POST ${LOGIN} HTTP/1.1\r\nHost: ${new URL(house.origin).host}\r\nConnection: close\r\nContent-Length: ${json.length}\r\n\r\n${json}`;
    assert.match(await house.raw(none), /^HTTP\/1\.1 415 /);
  }); // prettier-ignore

  test('HTTP-07: GET changes nothing', async () => {
    const dump = () =>
      ['session', 'progress', 'playback', 'capability', 'ban'].map((table) => house.write.prepare(`SELECT * FROM ${table}`).all());
    const before = dump();
    for (const [, spec] of routes)
      if (spec.method === 'GET' && spec.guard === 'session')
        assert.ok((await house.ask(sampleRequest(spec).path, { token: owner.token })).status < 500);
    assert.deepEqual(dump(), before);
  }); // prettier-ignore
});

describe('limits', () => {
  test('HTTP-08: the 61st request without a session in a minute is told when to come back, and a stream plays on', async () => {
    const strict = await openHouse({ limits: { requestsPerMinute: 60, sessionRequestsPerMinute: 600 } });
    try {
      const { token } = await strict.login('owner');
      const { url } = await strict.play(token, strict.films.A[0]!.itemId);
      for (let at = 0; at < 59; at += 1) assert.equal((await strict.ask('/healthz')).status, 200);
      const mixed = ['/healthz', '/api/v1/home', `/media/p/${'A'.repeat(43)}/file`, '/api/v1/nothing', '/media/nothing', '/.well-known/security.txt'];
      for (const path of mixed) {
        const refused = await strict.ask(path, path === '/api/v1/home' ? { token: 'bad' } : {});
        assert.deepEqual([refused.status, refused.json().code], [429, 'too-many-requests'], path);
        assert.match(String(refused.headers['retry-after']), /^[1-9]\d*$/);
      }
      for (let at = 0; at < 100; at += 1)
        assert.equal((await strict.ask(url, { headers: { range: `bytes=${at}-` } })).status, 206);
      assert.equal((await strict.ask('/api/v1/home', { token })).status, 200, 'a session has its own budget');
      assert.equal((await strict.ask('/healthz', { from: '127.0.0.2' })).status, 200, 'another device');
      strict.clock.advance(1_000);
      assert.equal((await strict.ask('/healthz')).status, 200, 'a second later');
      assert.equal((await strict.ask('/healthz')).status, 429);
    } finally {
      strict.close();
    }
  }); // prettier-ignore

  test('NET-09, HTTP-08: no header makes another client of one', async () => {
    const strict = await openHouse({ limits: { requestsPerMinute: 5 } });
    try {
      const ask = (at: number) => strict.ask('/healthz', { headers: { 'x-forwarded-for': `10.0.0.${at}`, forwarded: `for=10.0.0.${at}`, 'x-real-ip': `10.0.0.${at}` } });
      for (let at = 0; at < 5; at += 1) assert.equal((await ask(at)).status, 200);
      assert.equal((await ask(9)).status, 429);
      const lines = strict.lines.filter(({ event }) => event === 'request');
      assert.ok(lines.every(({ fields }) => fields['address'] === '127.0.0.1'));
    } finally {
      strict.close();
    }
  }); // prettier-ignore

  test('HTTP-08: a session has 600 requests a minute', async () => {
    const strict = await openHouse({ limits: { sessionRequestsPerMinute: 30 } });
    try {
      const [{ token }, other] = [await strict.login('owner'), await strict.login('owner')];
      for (let at = 0; at < 30; at += 1) assert.equal((await strict.ask('/api/v1/home', { token })).status, 200);
      assert.equal((await strict.ask('/api/v1/home', { token })).status, 429);
      assert.equal((await strict.ask('/api/v1/home', { token: other.token })).status, 200);
    } finally {
      strict.close();
    }
  });

  test('HTTP-17: the 101st socket of an address is refused, one of another address is not; a closed one makes room', async () => {
    const sockets: Socket[] = [];
    const open = async (from: string) => {
      const socket = house.connect(from);
      socket.on('error', () => {});
      const state = { isCut: false };
      socket.on('close', () => (state.isCut = true));
      sockets.push(socket);
      await new Promise((resolve) => socket.once('connect', resolve));
      return state;
    };
    try {
      const states: { isCut: boolean }[] = [];
      for (let at = 0; at < 100; at += 1) states.push(await open('127.0.0.40'));
      const beyond = await open('127.0.0.40');
      await until('the 101st is cut', () => beyond.isCut);
      assert.ok(states.every(({ isCut }) => !isCut));
      assert.equal((await house.ask('/healthz', { from: '127.0.0.41' })).status, 200);
      sockets[0]!.destroy();
      // The server hears of it a moment later.
      let isServed = false;
      const knock = async () => {
        while (!isServed) isServed = await house.ask('/healthz', { from: '127.0.0.40' }).then(({ status }) => status === 200, () => false);
      };
      void knock();
      await until('room again', () => isServed);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  }); // prettier-ignore

  test('HTTP-17: clients may take 10 s for headers, 30 s for a body, 5 s between requests', () => {
    assert.deepEqual([PATIENCE.headersMs, PATIENCE.requestMs, PATIENCE.keepAliveMs], [10_000, 30_000, 5_000]);
    assert.ok(PATIENCE.lookEveryMs <= 2_000);
  });

  test('HTTP-17: half-open and slow clients are cut while others are served', async () => {
    const patience = { headersMs: 300, requestMs: 600, keepAliveMs: 300, lookEveryMs: 50 };
    const quick = await openHouse({ films: { A: [], B: [] }, patience });
    try {
      const { host } = new URL(quick.origin);
      const head = `POST ${LOGIN} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n`;
      const shapes = { silent: '', 'half a line': 'GET / HT', 'half its headers': head, 'half a body': `${head}\r\n{"user` };
      const slow = Object.entries(shapes).flatMap(([what, sent]) =>
        Array.from({ length: 20 }, (_, at) => quick.raw(sent, `127.0.0.${50 + (at % 4)}`).then((got) => ({ what, got }))),
      );
      for (let at = 0; at < 10; at += 1) assert.equal((await quick.ask('/healthz')).status, 200);
      for (const { what, got } of await Promise.all(slow))
        assert.ok(got === '' || /^HTTP\/1\.1 4\d\d [^]*connection: close/i.test(got), `${what}: ${got}`);
      // A trickle does not buy time.
      const socket = quick.connect();
      let isOver = false;
      socket.on('error', () => {}).on('close', () => (isOver = true));
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n`);
      const trickle = setInterval(() => socket.write('X-A: b\r\n'), 50);
      await until('the trickling client is cut', () => isOver);
      clearInterval(trickle);
    } finally {
      quick.close();
    }
  }); // prettier-ignore

  test('HTTP-12: a body of 1 MiB and a byte is too large, announced or not; 16 KiB of headers are too many', async () => {
    const over = 1024 * 1024 + 1;
    const announced = await house.ask(LOGIN, { method: 'POST', body: Buffer.alloc(over, 0x20) });
    assert.equal(announced.status, 413);
    const { host } = new URL(house.origin);
    const chunked = `POST ${LOGIN} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    const bytes = Buffer.concat([Buffer.from(`${chunked}${over.toString(16)}\r\n`), Buffer.alloc(over, 0x20), Buffer.from('\r\n0\r\n\r\n')]);
    assert.match(await house.raw(bytes), /^HTTP\/1\.1 413 /);
    const fat = await house.raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nX-Fat: ${'x'.repeat(16 * 1024)}\r\nConnection: close\r\n\r\n`);
    assert.match(fat, /^HTTP\/1\.1 431 /);
    const many = await house.raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n${'X-Many: 1\r\n'.repeat(2_000)}Connection: close\r\n\r\n`);
    assert.match(many, /^HTTP\/1\.1 431 /);
    assert.match(await house.raw(`GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`), /^HTTP\/1\.1 4(31|14) /);
  }); // prettier-ignore
});

describe('HTTP-12: malformed input is 4xx, never 5xx', () => {
  const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);
  const BODIES: Record<string, string | Buffer> = {
    nothing: '',
    'half an object': '{',
    'no JSON': 'username=a&password=b',
    null: 'null',
    true: 'true',
    'a number': '1',
    'a huge number': `1${'0'.repeat(400)}`,
    text: '"text"',
    'an array': '[]',
    'an empty object': '{}',
    'wrong types': '{"username":1,"password":{}}',
    'an object for text': '{"username":{"$ne":null},"password":{"$ne":null}}',
    'an array for text': '{"username":["Olga"],"password":["x"]}',
    'null fields': '{"username":null,"password":null}',
    'a missing field': '{"username":"Olga"}',
    'an empty name': '{"username":"","password":"x"}',
    'a long name': `{"username":"${'x'.repeat(65)}","password":"x"}`,
    'a long password': `{"username":"Olga","password":"${'x'.repeat(4_097)}"}`,
    'a NUL': '{"username":"Ol\\u0000ga","password":"x"}',
    'a lone surrogate': '{"username":"\\ud800","password":"\\udfff"}',
    'bytes that are no UTF-8': Buffer.from('7b22757365726e616d65223a22fffe222c2270617373776f7264223a2278227d', 'hex'),
    'a byte order mark': '\ufeff{"username":"Nobody","password":"x"}',
    'a single quote': "{'username':'a'}",
    'a trailing comma': '{"username":"a","password":"b",}',
    'a comment': '{"username":"a"/**/,"password":"b"}',
    'a prototype': '{"__proto__":{"role":"owner"},"username":"a","password":"b"}',
    'a constructor': '{"constructor":{"prototype":{"role":"owner"}},"username":"a","password":"b"}',
    'a double key': '{"username":"a","username":"Olga","password":"b"}',
    'NaN': '{"username":NaN,"password":"b"}',
    'a deep array': deep('[', ']', 100_000),
    'a deep array as a field': `{"username":${deep('[', ']', 100_000)},"password":"x"}`,
    'a deep object': `{"username":"a","password":"b","more":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
    'many fields': `{${Array.from({ length: 50_000 }, (_, at) => `"k${at}":1`).join()},"username":"Nobody","password":"x"}`,
    'SQL': `{"username":"' OR 1=1 --","password":"'; DROP TABLE session; --"}`,
  }; // prettier-ignore
  for (const [what, body] of Object.entries(BODIES))
    test(`HTTP-12: ${what} as a sign-in`, async () => {
      house.write.exec('DELETE FROM failed_sign_in');
      const answer = await house.ask(LOGIN, { method: 'POST', body });
      assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.text.slice(0, 300)}`);
      isOurError(answer);
    });

  test('HTTP-12: every route with a body refuses what is not its own', async () => {
    for (const [name, spec] of routes) {
      if (!spec.body || name === 'login') continue;
      const { path } = sampleRequest(spec, { id: house.films.A[0]!.itemId });
      for (const body of ['{', '[]', '{}', 'null', '"x"', '{"watched":"yes","favorite":1,"positionMs":-1,"paused":1}', deep('[', ']', 50_000)]) {
        const answer = await house.ask(path, { method: spec.method, token: owner.token, body });
        assert.ok(answer.status === 400 || answer.status === 404, `${name} ${answer.status} ${body.slice(0, 40)}`);
      }
    }
  }); // prettier-ignore

  test('HTTP-12: numbers out of range are refused, also those JSON cannot hold', async () => {
    const { itemId } = house.films.A[0]!;
    const { id } = await house.play(owner.token, itemId);
    for (const position of ['-1', '1.5', '1e99', '1e999', '31536000001', '"5"', 'null', '9007199254740993', '[]']) {
      const body = `{"positionMs":${position},"paused":false}`;
      const answer = await house.ask(`/api/v1/playback/${id}/progress`, { method: 'PUT', token: owner.token, body });
      assert.equal(answer.status, 400, position);
    }
    const withLimit = (limit: string) => house.ask(`/api/v1/items?limit=${encodeURI(limit)}`, { token: owner.token });
    const wrong = ['0', '201', '-1', '1e1000', 'NaN', 'x', '1;2', '٣', '5&limit=6', '1.5', '1.0', '1e1', '0x10', ' 5', 'true', ''];
    for (const limit of wrong) {
      const answer = await withLimit(limit);
      assert.deepEqual([answer.status, answer.json().code], [400, 'bad-input'], limit);
      assert.match(answer.json().message, /^limit: /, limit);
    }
    assert.equal((await withLimit('5')).status, 200);
    const caps = { ...CAN_PLAY, containers: Array.from({ length: 17 }, () => 'mp4') };
    const play = (capabilities: unknown) =>
      house.ask(`/api/v1/items/${itemId}/playback`, { method: 'POST', token: owner.token, body: { capabilities } });
    assert.equal((await play(caps)).status, 400);
    assert.equal((await play({ ...CAN_PLAY, video: ['h264; rm -rf /'] })).status, 400);
    assert.equal((await play({ ...CAN_PLAY, video: ['../../x'] })).status, 400);
    assert.equal((await play({ ...CAN_PLAY, maxBitrate: -1 })).status, 400);
  }); // prettier-ignore

  test('MED-04: ids are 32 hex digits and nothing else', async () => {
    const wrong = ['1', '..', '%2e%2e%2f', `${NO_SUCH_ID}0`, NO_SUCH_ID.toUpperCase(), `${NO_SUCH_ID}%00`, `${NO_SUCH_ID}%0a`, '%ff', "'%20OR%201=1--", '*', '%F0%9F%92%A9', 'x'.repeat(500)];
    for (const [name, spec] of routes.filter(([, one]) => one.guard === 'session' && one.path.includes(':id')))
      for (const id of wrong) {
        const { path, ...rest } = sampleRequest(spec, { id });
        const answer = await house.ask(path, { ...rest, token: owner.token });
        assert.ok(answer.status === 400 || answer.status === 404, `${name} ${id} ${answer.status}`);
      }
  }); // prettier-ignore

  test('HTTP-15: an error of ours says nothing but its reference, and the log has the rest under it', async () => {
    const broken = await openHouse();
    try {
      const { token } = await broken.login('owner');
      broken.library.exec('ALTER TABLE item RENAME TO somewhere_else');
      for (const path of ['/api/v1/home', '/api/v1/items', `/api/v1/items/${NO_SUCH_ID}`]) {
        const answer = await broken.ask(path, { token });
        assert.deepEqual([answer.status, answer.json().code], [500, 'internal']);
        assert.doesNotMatch(answer.text, /no such table|item\b.*SELECT|sqlite|\.ts|somewhere_else/i);
        const line = broken.lines.find(({ event, fields }) => event === 'request.failed' && fields['requestId'] === answer.json().requestId);
        assert.match(String(line?.fields['error']), /no such table/);
      }
    } finally {
      broken.close();
    }
  }); // prettier-ignore
});

describe('HTTP-18: what is ambiguous is refused', () => {
  const post =
    (headers: string, body = '') =>
    (host: string) =>
      `POST ${LOGIN} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n${body}`;
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
  const SHAPES: Record<string, (host: string) => string> = {
    'CL and TE': post('Content-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`),
    'TE and CL': post('Transfer-Encoding: chunked\r\nContent-Length: 40\r\n', `0\r\n\r\n${smuggled}`),
    'two different CL': post('Content-Length: 0\r\nContent-Length: 40\r\n', smuggled),
    'two equal CL': post('Content-Length: 4\r\nContent-Length: 4\r\n', `null${smuggled}`),
    'a list of CL': post('Content-Length: 4, 4\r\n', `null${smuggled}`),
    'a negative CL': post('Content-Length: -1\r\n', smuggled),
    'a CL with a plus': post('Content-Length: +4\r\n', `null${smuggled}`),
    'a CL in hex': post('Content-Length: 0x4\r\n', `null${smuggled}`),
    'a CL with text': post('Content-Length: 4a\r\n', `null${smuggled}`),
    'a CL too large to count': post('Content-Length: 99999999999999999999\r\n', smuggled),
    'an unknown TE': post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${smuggled}`),
    'chunked twice': post('Transfer-Encoding: chunked, chunked\r\n', `0\r\n\r\n${smuggled}`),
    'chunked and then identity': post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${smuggled}`),
    'a space before the colon': post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${smuggled}`),
    'a folded header': post('X: a\r\n b\r\nTransfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${smuggled}`),
    'a bare LF between headers': (host) => `GET /healthz HTTP/1.1\nHost: ${host}\n\n${smuggled}`,
    'a bare LF in one header': (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\nX: y\r\n\r\n${smuggled}`,
    'a bare CR': (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\rX: y\r\n\r\n${smuggled}`,
    'a chunk size with text': post('Transfer-Encoding: chunked\r\n', `0x0\r\n\r\n${smuggled}`),
    'a negative chunk': post('Transfer-Encoding: chunked\r\n', `-1\r\n\r\n${smuggled}`),
    'a chunk with a bare LF': post('Transfer-Encoding: chunked\r\n', `0\n\n${smuggled}`),
    'a NUL in a header': post('X: a\0b\r\n'),
    'no Host': () => 'GET /healthz HTTP/1.1\r\n\r\n',
    'two Hosts': (host) => `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    'TRACE': (host) => `TRACE / HTTP/1.1\r\nHost: ${host}\r\nX-Secret: yes\r\nConnection: close\r\n\r\n`,
    'CONNECT': (host) => `CONNECT example.org:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    'an unknown method': (host) => `HACK / HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    'a method in lower case': (host) => `get / HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    'HTTP/0.9': () => 'GET /\r\n\r\n',
    'HTTP/2 in clear': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'HTTP/3.7': (host) => `GET / HTTP/3.7\r\nHost: ${host}\r\n\r\n`,
    'a TLS hello': () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'spaces in the address': (host) => `GET / / HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  }; // prettier-ignore
  for (const [what, shape] of Object.entries(SHAPES))
    test(`HTTP-18: ${what}: one answer at most, 4xx, and the connection is closed`, async () => {
      const got = await house.raw(shape(new URL(house.origin).host));
      const answers = got.match(/HTTP\/1\.1 \d{3}/g) ?? [];
      assert.ok(answers.length <= 1, got);
      if (answers.length === 1) assert.match(answers[0]!, / 4\d\d$/, got);
      assert.doesNotMatch(got, /"status":"ok"|X-Secret/);
    });
});

describe('NET-16: names', () => {
  test('NET-16: a request for a name that is not ours gets 421 and no data, with a good token too', async () => {
    const { port } = house.server;
    const foreign = ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', `127.0.0.1@evil.example`, 'holdfast.test.evil.example', '8.8.8.8', '192.168.250.250', '[2001:db8::1]', 'localhost.evil.example', '127.0.0.1:99999', '127.0.0.1:0', 'a b', '[127.0.0.1]', 'holdfast.test/'];
    for (const host of foreign) {
      for (const path of ['/api/v1/home', '/', '/healthz', mediaUrl, `/media/img/${house.films.A[0]!.artId}/240`]) {
        const answer = await house.ask(path, { token: owner.token, headers: { host } });
        assert.equal(answer.status, 421, `${host} ${path}`);
        assert.equal(answer.json().code, 'host-refused');
      }
    }
  }); // prettier-ignore

  test('NET-16: our addresses and names are taken, with any port and in any case', async () => {
    const { port } = house.server;
    for (const host of [`127.0.0.1:${port}`, '127.0.0.1', 'localhost', `LocalHost:${port}`, 'holdfast.test', 'HOLDFAST.test.', 'test-box', 'test-box.local', '[::1]', '[::ffff:127.0.0.1]'])
      assert.equal((await house.ask('/healthz', { headers: { host } })).status, 200, host);
  }); // prettier-ignore

  test('NET-16: an empty Host is no name of ours', async () => {
    for (const host of ['', ' ', '\t'])
      assert.match(
        await house.raw(`GET /healthz HTTP/1.1\r\nHost:${host}\r\nConnection: close\r\n\r\n`),
        /^HTTP\/1\.1 4/,
      );
  });

  test('NET-16: an address inside the request line does not stand in for Host', async () => {
    const got = await house.raw(
      `GET http://127.0.0.1/healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    assert.match(got, /^HTTP\/1\.1 4/);
    assert.doesNotMatch(got, /"ok"/);
  });
});

describe('NET-01, NET-02: who may connect at all', () => {
  /** As much of a socket as the gate touches. */
  class Caller {
    readonly remoteAddress: string;
    isDestroyed = false;
    private onClose: (() => void) | null = null;
    constructor(remoteAddress: string) {
      this.remoteAddress = remoteAddress;
    }
    once(_event: 'close', listener: () => void): this {
      this.onClose = listener;
      return this;
    }
    resetAndDestroy(): this {
      return this.destroy();
    }
    destroy(): this {
      this.isDestroyed = true;
      this.onClose?.();
      this.onClose = null;
      return this;
    }
  }
  const openGate = (limits = LIMITS) => {
    const gate = createGate({ limits, now: () => 0 });
    gate.setRule({ kind: 'this-computer' });
    gate.open();
    return gate;
  };
  const calls = (gate: ReturnType<typeof createGate>, address: string): Caller => {
    const caller = new Caller(address);
    gate.admit(caller as unknown as Socket);
    return caller;
  };

  test('NET-01: a gate that was never opened lets nobody in, and a closed one cuts everybody', () => {
    const gate = createGate({ limits: LIMITS, now: () => 0 });
    gate.setRule({ kind: 'this-computer' });
    assert.ok(calls(gate, '127.0.0.1').isDestroyed);
    gate.open();
    const inside = calls(gate, '127.0.0.1');
    assert.ok(!inside.isDestroyed);
    assert.equal(gate.close(), 1);
    assert.ok(inside.isDestroyed && calls(gate, '127.0.0.1').isDestroyed);
  });

  test('NET-02: inside the list is let in, outside is not, IPv4-mapped IPv6 alike', () => {
    const gate = openGate();
    gate.setRule({ kind: 'custom', cidrs: ['192.168.1.0/24', '203.0.113.7/32', 'fd00:1::/32'] });
    for (const address of ['192.168.1.9', '::ffff:192.168.1.9', '203.0.113.7', 'fd00:1::5', '127.0.0.1', '::1'])
      assert.ok(!calls(gate, address).isDestroyed, address);
    for (const address of ['192.168.2.9', '::ffff:192.168.2.9', '203.0.113.8', 'fd00:2::5', '10.0.0.1', '8.8.8.8', '', 'nonsense'])
      assert.ok(calls(gate, address).isDestroyed, address);
  }); // prettier-ignore

  test('NET-02: whoever a new rule shuts out is cut at once', () => {
    const gate = openGate();
    gate.setRule({ kind: 'custom', cidrs: ['192.168.0.0/16'] });
    const [stays, goes] = [calls(gate, '192.168.1.1'), calls(gate, '192.168.2.1')];
    gate.setRule({ kind: 'custom', cidrs: ['192.168.1.0/24'] });
    assert.deepEqual([stays.isDestroyed, goes.isDestroyed], [false, true]);
  });

  test('HTTP-09: a ban holds for every spelling of an address and ends in its time', () => {
    let now = 0;
    const gate = createGate({ limits: LIMITS, now: () => now });
    gate.open();
    gate.setRule({ kind: 'custom', cidrs: ['192.168.0.0/16'] });
    const before = calls(gate, '::ffff:192.168.1.1');
    gate.ban(normaliseAddress('192.168.1.1')!, 1_000);
    assert.ok(before.isDestroyed && calls(gate, '192.168.1.1').isDestroyed);
    assert.ok(calls(gate, '::ffff:192.168.1.1').isDestroyed && calls(gate, '::ffff:c0a8:101').isDestroyed);
    assert.ok(!calls(gate, '192.168.1.2').isDestroyed);
    now = 1_000;
    assert.ok(!calls(gate, '192.168.1.1').isDestroyed);
  });

  test('HTTP-17: sockets are counted per address and in all, and room comes back', () => {
    const gate = openGate({ ...LIMITS, socketsPerAddress: 3, socketsInAll: 5 });
    const one = Array.from({ length: 4 }, () => calls(gate, '127.0.0.1'));
    assert.deepEqual(
      one.map((caller) => caller.isDestroyed),
      [false, false, false, true],
    );
    const other = Array.from({ length: 3 }, () => calls(gate, '127.0.0.2'));
    assert.deepEqual(
      other.map((caller) => caller.isDestroyed),
      [false, false, true],
    );
    one[0]!.destroy();
    assert.ok(!calls(gate, '127.0.0.2').isDestroyed);
  });

  test('NET-01: a client that may not connect gets no byte, whatever it sends', async () => {
    const lan = await openHouse({ films: { A: [], B: [] } });
    try {
      // Loopback is in every rule, so a ban stands in: it is the same door.
      lan.server.gate.ban('127.0.0.60', lan.clock.now() + 1_000);
      const { host } = new URL(lan.origin);
      assert.equal(await lan.raw(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`, '127.0.0.60'), '');
      assert.equal(lan.lines.filter(({ event }) => event === 'request').length, 0);
    } finally {
      lan.close();
    }
  });
});

test('the house stops with everything it holds: no socket, stream or listener is left', async () => {
  const gone = await openHouse();
  const { token } = await gone.login('owner');
  const film = gone.addFilm('A', 'Long (2001).mp4', bytesOf('long', 40 * 1024 * 1024));
  const stream = await gone.openStream((await gone.play(token, film.itemId)).url);
  gone.close();
  assert.equal((await stream.rest()).isWhole, false);
  await assert.rejects(gone.ask('/healthz'));
});
