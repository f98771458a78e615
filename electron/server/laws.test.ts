import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { openApiDocument } from '../../shared/lan/openapi.ts';
import { changeGrants, changeRole, signOutEverywhere, suspendAccount } from '../core/accounts/index.ts';
import { newToken } from '../core/kernel/index.ts';
import { readFile } from '../core/library/testing/films.ts';
import { PUBLIC_ROUTES } from './public-routes.ts';
import { registerRoutes, type RouteHandlers } from './router.ts';
import {
  bytesOf,
  CAN_PLAY,
  claimsOf,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  openHouse,
  PASSWORDS,
  type House,
} from './testing/lan.ts';
import { NO_SUCH_CAPABILITY, NO_SUCH_ID, routes, sampleRequest } from './testing/sample.ts';
import { until } from './testing/until.ts';

const sessionRoutes = routes.filter(([, spec]) => spec.guard === 'session');
const handlers = Object.fromEntries(routes.map(([name]) => [name, () => {}])) as unknown as RouteHandlers;

/** Every route this process's Fastify instances register while `act` runs. */
async function registeredDuring(act: () => Promise<void>): Promise<RouteOptions[]> {
  const seen: RouteOptions[] = [];
  const watch = (message: unknown) =>
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', (route) => void seen.push(route));
  diagnostics.subscribe('fastify.initialization', watch);
  try {
    await act();
  } finally {
    diagnostics.unsubscribe('fastify.initialization', watch);
  }
  return seen;
}

describe('law 1: default-deny routes', () => {
  test('TST-03: every route the server registers stands in the OpenAPI document, and nothing else does', async () => {
    const registered = await registeredDuring(async () => (await openHouse()).close());
    const paths = openApiDocument('0')['paths'] as Record<string, Record<string, { 'x-guard': string }>>;
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => `${method.toUpperCase()} ${path} ${one['x-guard']}`),
    );
    const served = registered
      .filter((route) => route.method !== 'HEAD') // Fastify answers HEAD wherever it answers GET
      .map((route) => {
        const path = route.url.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');
        return `${String(route.method)} ${path} ${route.config?.guard}`;
      });
    assert.deepEqual(served.toSorted(), documented.toSorted());
    assert.equal(served.length, routes.length);
    for (const head of registered.filter((route) => route.method === 'HEAD')) {
      const get = registered.find((route) => route.method === 'GET' && route.url === head.url);
      assert.equal(head.config?.guard, get?.config?.guard, head.url);
    }
  });

  test('AUTH-02: a route that declares no guard does not register', () => {
    const app = fastify();
    registerRoutes(app, handlers);
    assert.throws(() => app.get('/api/v1/forgotten', () => 'open'), /declares no guard/);
  });

  test('AUTH-02: an anonymous route that is not in public-routes.ts does not register', () => {
    const app = fastify();
    registerRoutes(app, handlers);
    assert.throws(
      () => app.get('/api/v1/leak', { config: { guard: 'anonymous' } }, () => 'open'),
      /is not a public one/,
    );
    assert.doesNotThrow(() => app.get('/api/v1/kept', { config: { guard: 'session' } }, () => 'closed'));
  });

  test('AUTH-02: the public list is the published one', () => {
    const anonymous = routes.filter(([, spec]) => spec.guard === 'anonymous').map(([name]) => name);
    assert.deepEqual(anonymous.toSorted(), [...PUBLIC_ROUTES].toSorted());
    assert.deepEqual(anonymous.toSorted(), ['health', 'login', 'securityTxt', 'shell']);
  });
});

describe('who may not pass', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  /** The status of every session route for one credential. */
  async function everySessionRoute(how: { token?: string; headers?: Record<string, string>; query?: string }) {
    const got: Record<string, string> = {};
    for (const [name, spec] of sessionRoutes) {
      const { path, ...rest } = sampleRequest(spec, { id: house.films.A[0]!.itemId });
      const answer = await house.ask(path + (how.query ?? ''), {
        ...rest,
        token: how.token,
        headers: { origin: house.origin, ...how.headers },
      });
      got[name] = `${answer.status} ${answer.json().code}`;
    }
    return got;
  }
  const allRefused = Object.fromEntries(sessionRoutes.map(([name]) => [name, '401 not-signed-in']));
  const refused = async (token: string) => {
    assert.deepEqual(await everySessionRoute({ token }), allRefused);
    assert.deepEqual(await everySessionRoute({ headers: { cookie: `hf_session=${token}` } }), allRefused);
  };
  const passes = async (token: string) =>
    assert.equal((await house.ask('/api/v1/auth/me', { token })).status, 200, 'the control does not pass');

  test('AUTH-02, NET-10: every route but the public ones refuses a LAN client without a credential', async () => {
    for (const [name, spec] of routes) {
      const { path, ...rest } = sampleRequest(spec, { id: house.films.A[0]!.itemId });
      const answer = await house.ask(path, rest);
      if (spec.guard === 'session') assert.equal(answer.status, 401, name);
      if (spec.guard === 'capability') assert.equal(answer.status, 404, name);
      if (spec.guard === 'anonymous') assert.ok(answer.status === 200 || name === 'login', name);
      if (spec.method !== 'GET') continue;
      const head = await house.ask(path, { method: 'HEAD' });
      assert.equal(head.status, answer.status, `HEAD ${name}`);
    }
  });

  test('AUTH-02: an unknown address of the API is 404, whatever the method, with or without a credential', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      for (const path of ['/api/v1/admin', '/api/v1/users', '/api/v1/auth/reset', '/media/', '/media/p/x']) {
        const answer = await house.ask(path, { method });
        assert.equal(answer.status, 404, `${method} ${path}`);
        assert.equal(answer.json().code, 'not-found');
      }
    }
  });

  test('SESS-01: no session outlives its time; an owner leaves after 2 h of silence', async () => {
    const [owner, member] = [await house.login('owner'), await house.login('member')];
    house.clock.advance(2 * HOUR_MS);
    await refused(owner.token);
    await passes(member.token);
    const busy = await house.login('owner');
    for (let hour = 1; hour < 24; hour += 1) {
      house.clock.advance(HOUR_MS);
      await passes(busy.token);
    }
    house.clock.advance(HOUR_MS);
    await refused(busy.token);
    house.clock.advance(6 * DAY_MS);
    await refused(member.token);
  });

  test('SESS-01: a film that is read keeps its owner’s session from idling, range by range and in one long request', async () => {
    const { token, sessionId } = await house.login('owner', { from: '127.0.0.41' });
    const film = house.addFilm('A', 'Marathon (1976).mp4', bytesOf('marathon', 1_500));
    truncateSync(film.path, 1024 ** 3);
    const { url } = await house.play(token, film.itemId);
    const row = house.write.prepare<[string], { at: number; address: string }>(
      'SELECT last_seen_at AS at, address FROM session WHERE id = ?',
    );
    for (let half = 0; half < 5; half += 1) {
      house.clock.advance(90 * MINUTE_MS);
      const range = { range: `bytes=${half}-${half}` };
      assert.equal((await house.ask(url, { headers: range, from: '127.0.0.42' })).status, 206);
    }
    assert.deepEqual(row.get(sessionId), { at: house.clock.now(), address: '127.0.0.41' }, 'where it was signed in');
    const stream = await house.openStream(url);
    for (let half = 0; half < 2; half += 1) {
      house.clock.advance(90 * MINUTE_MS);
      await until('the use is noted', () => row.get(sessionId)!.at === house.clock.now());
    }
    stream.leave();
    assert.equal((await house.ask('/api/v1/auth/me', { token })).status, 200);
  });

  test('SESS-03, SESS-05: a session that was ended is over, and only that one', async () => {
    const [first, second, third] = [
      await house.login('member'),
      await house.login('member'),
      await house.login('member'),
    ];
    assert.equal((await house.ask('/api/v1/auth/logout', { method: 'POST', token: first.token })).status, 204);
    await refused(first.token);
    const path = `/api/v1/auth/sessions/${second.sessionId}`;
    assert.equal((await house.ask(path, { method: 'DELETE', token: third.token })).status, 204);
    await refused(second.token);
    await passes(third.token);
  });

  test('SESS-06: signing out everywhere ends every session of the account, and no other', async () => {
    const mine = [await house.login('member'), await house.login('member')];
    const other = await house.login('owner');
    const answer = await house.ask('/api/v1/auth/sessions/revoke-all', { method: 'POST', token: mine[0]!.token });
    assert.equal(answer.status, 204);
    for (const one of mine) await refused(one.token);
    await passes(other.token);
  });

  test('SESS-06, SESS-11: a new epoch of the account or of the house ends sessions, and a new sign-in works', async () => {
    const deps = { db: house.manager, clock: house.clock };
    const member = await house.login('member');
    signOutEverywhere(deps, house.accounts.member, 'test');
    await refused(member.token);
    const [owner, again] = [await house.login('owner'), await house.login('member')];
    signOutEverywhere(deps, undefined, 'test');
    await refused(owner.token);
    await refused(again.token);
    await passes((await house.login('member')).token);
  });

  test('SESS-05: a row in session_revocation ends that session alone', async () => {
    const [one, other] = [await house.login('member'), await house.login('member')];
    house.manager.prepare('INSERT INTO session_revocation VALUES (?, ?)').run(one.sessionId, house.clock.now());
    await refused(one.token);
    await passes(other.token);
  });

  test('SESS-13, AUTH-12: suspending an account ends its sessions; readmitting does not bring them back', async () => {
    const deps = { db: house.manager, clock: house.clock };
    const { token } = await house.login('member');
    suspendAccount(deps, house.accounts.member, true, 'test');
    await refused(token);
    suspendAccount(deps, house.accounts.member, false, 'test');
    await refused(token);
  });

  test('SESS-13: a changed role ends the sessions made before', async () => {
    const deps = { db: house.manager, clock: house.clock };
    const { token } = await house.login('member');
    await changeRole(deps, { id: house.accounts.member, role: 'guest' }, 'test');
    await refused(token);
    await changeRole(deps, { id: house.accounts.member, role: 'member' }, 'test');
    await refused(token);
  });

  test('SESS-13: deleting an account ends its sessions', async () => {
    const { token } = await house.login('stranger');
    house.manager.prepare('DELETE FROM account WHERE id = ?').run(house.accounts.stranger);
    await refused(token);
  });

  describe('forged tokens', () => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const key = () => Buffer.from(house.signingKey, 'base64url');
    const hmac = (hash: string, text: string, secret: Buffer | string) =>
      createHmac(hash, secret).update(text).digest('base64url');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), alg: 'RS256' };

    /** A token made by hand, right in everything that is not changed. */
    async function make(change: {
      header?: Record<string, unknown>;
      claims?: (right: Record<string, unknown>) => Record<string, unknown>;
      secret?: Buffer | string;
      signature?: (text: string) => string;
    }): Promise<string> {
      const { token } = await house.login('member');
      const right = claimsOf(token) as unknown as Record<string, unknown>;
      const text = `${encode(change.header ?? { alg: 'HS256' })}.${encode(change.claims?.(right) ?? right)}`;
      return `${text}.${change.signature?.(text) ?? hmac('sha256', text, change.secret ?? key())}`;
    }
    const without = (name: string) => (right: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(right).filter(([one]) => one !== name));
    const rs256 = (text: string) => sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url');

    test('the control: a token made by hand with the real key passes', async () => {
      await passes(await make({}));
    });

    const cases: Record<string, () => Promise<string>> = {
      'another key': () => make({ secret: Buffer.from(newToken(), 'base64url') }),
      'the key as text instead of bytes': () => make({ secret: house.signingKey }),
      'an empty key': () => make({ secret: '' }),
      'alg none, no signature': () => make({ header: { alg: 'none' }, signature: () => '' }),
      'alg None, no signature': () => make({ header: { alg: 'None' }, signature: () => '' }),
      'alg none, right signature': () => make({ header: { alg: 'none' } }),
      'no alg': () => make({ header: { typ: 'JWT' } }),
      'HS512 with the real key': () => make({ header: { alg: 'HS512' }, signature: (text) => hmac('sha512', text, key()) }),
      'HS384 with the real key': () => make({ header: { alg: 'HS384' }, signature: (text) => hmac('sha384', text, key()) }),
      'RS256 with a key of its own': () => make({ header: { alg: 'RS256' }, signature: rs256 }),
      'RS256 with an embedded jwk': () => make({ header: { alg: 'RS256', jwk }, signature: rs256 }),
      'RS256 with a jku': () => make({ header: { alg: 'RS256', jku: 'http://127.0.0.1:9/keys' }, signature: rs256 }),
      'an RS256 header over the real HMAC': () => make({ header: { alg: 'RS256' } }),
      'an embedded symmetric jwk': () =>
        make({ header: { alg: 'HS256', jwk: { kty: 'oct', k: Buffer.alloc(32).toString('base64url') } }, secret: Buffer.alloc(32) }),
      'a kid that is a path': () => make({ header: { alg: 'HS256', kid: '../../dev/null' }, secret: '' }),
      'an unknown crit': () => make({ header: { alg: 'HS256', crit: ['x'], x: 1 } }),
      'a wrong issuer': () => make({ claims: (right) => ({ ...right, iss: 'somebody' }) }),
      'no issuer': () => make({ claims: without('iss') }),
      'a wrong audience': () => make({ claims: (right) => ({ ...right, aud: 'holdfast' }) }),
      'no audience': () => make({ claims: without('aud') }),
      'no expiry': () => make({ claims: without('exp') }),
      'an expiry that is text': () => make({ claims: (right) => ({ ...right, exp: '9999999999' }) }),
      'an expiry that is past': () => make({ claims: (right) => ({ ...right, exp: Math.floor(house.clock.now() / 1000) - 1 }) }),
      'no subject': () => make({ claims: without('sub') }),
      'another account as subject': () => make({ claims: (right) => ({ ...right, sub: house.accounts.owner }) }),
      'no session id': () => make({ claims: without('sid') }),
      'a session id that never was': () => make({ claims: (right) => ({ ...right, sid: NO_SUCH_ID }) }),
      'a session id that is an object': () => make({ claims: (right) => ({ ...right, sid: { $ne: null } }) }),
      'a start that is not yet': () => make({ claims: (right) => ({ ...right, nbf: Math.floor(house.clock.now() / 1000) + 60 }) }),
    }; // prettier-ignore
    for (const [what, token] of Object.entries(cases))
      test(`SESS-02, SESS-09: ${what} is refused on every route`, async () => {
        await refused(await token());
      });

    test('SESS-02, SESS-10: tokens signed with secrets that guides ship are refused', async () => {
      const known = ['secret', 'changeme', 'replace_me', 'your-256-bit-secret', 'holdfast', 'password', 'jwt_secret'];
      for (const secret of known) {
        const token = await make({ secret });
        assert.equal((await house.ask('/api/v1/auth/me', { token })).status, 401, secret);
      }
    });

    test('SESS-09: a changed byte anywhere in a good token is refused', async () => {
      const good = await make({});
      for (let at = 0; at < good.length - 1; at += 7) {
        if (good[at] === '.') continue;
        const token = `${good.slice(0, at)}${good[at] === 'A' ? 'B' : 'A'}${good.slice(at + 1)}`;
        assert.equal((await house.ask('/api/v1/auth/me', { token })).status, 401, `byte ${at}`);
      }
    });

    test('SESS-09: garbage is refused', async () => {
      const garbage = ['x', '..', 'a.b.c', 'null', 'undefined', 'e30.e30.e30', '-'.repeat(2_048), '.'.repeat(2_000)];
      for (const token of garbage) await refused(token);
      for (const value of ['Bearer', 'Bearer ', 'Basic b3duZXI6eA==', 'Bearer a b', `Bearer ${'x'.repeat(8_000)}`])
        assert.deepEqual(await everySessionRoute({ headers: { authorization: value } }), allRefused);
    });
  });

  test('SESS-08: a good token in the query string opens nothing', async () => {
    const { token } = await house.login('member');
    for (const name of ['token', 'access_token', 'api_key', 'ApiKey', 'hf_session', 'authorization'])
      assert.deepEqual(await everySessionRoute({ query: `?${name}=${token}` }), allRefused, name);
  });

  test('SESS-09: the same token passes as bearer and as cookie; a bad bearer is not saved by a good cookie', async () => {
    const { token } = await house.login('member');
    const cookie = `hf_session=${token}`;
    assert.equal((await house.ask('/api/v1/auth/me', { headers: { cookie } })).status, 200);
    await passes(token);
    assert.equal((await house.ask('/api/v1/auth/me', { headers: { cookie }, token: 'bad' })).status, 401);
  });

  describe('re-purposed credentials', () => {
    test('a capability, a playback id and a session id are no sessions', async () => {
      const { token, sessionId } = await house.login('member');
      const playback = await house.play(token, house.films.A[0]!.itemId);
      const capability = playback.url.split('/')[3]!;
      for (const wrong of [capability, playback.id, sessionId]) await refused(wrong);
    });

    test('a session token, a session id and a playback id are no capabilities', async () => {
      const { token, sessionId } = await house.login('member');
      const { id } = await house.play(token, house.films.A[0]!.itemId);
      const shaped = [sessionId, id, house.films.A[0]!.fileId].map((one) => one.padEnd(43, '0'));
      for (const wrong of [token, sessionId, id, ...shaped, NO_SUCH_CAPABILITY, token.slice(-43), '%00', '..'])
        for (const method of ['GET', 'HEAD'])
          assert.equal((await house.ask(`/media/p/${wrong}/file`, { method, token })).status, 404, wrong);
    });

    test('a capability dies with its playback, its session, its account, its grant and its day', async () => {
      const deps = { db: house.manager, clock: house.clock };
      const endings: Record<string, (playing: { id: string; token: string; sessionId: string }) => unknown> = {
        playback: ({ id, token }) => house.ask(`/api/v1/playback/${id}`, { method: 'DELETE', token }),
        'log-out': ({ token }) => house.ask('/api/v1/auth/logout', { method: 'POST', token }),
        'revoked session': ({ sessionId }) =>
          house.manager.prepare('INSERT INTO session_revocation VALUES (?, 1)').run(sessionId),
        'account epoch': () => signOutEverywhere(deps, house.accounts.member, 'test'),
        'global epoch': () => signOutEverywhere(deps, undefined, 'test'),
        suspended: () => suspendAccount(deps, house.accounts.member, true, 'test'),
        grant: () => changeGrants(deps, house.accounts.member, [], 'test'),
        day: () => house.clock.advance(DAY_MS + 1),
      };
      for (const [what, end] of Object.entries(endings)) {
        const signedIn = await house.login('member');
        const playback = await house.play(signedIn.token, house.films.A[0]!.itemId);
        assert.equal((await house.ask(playback.url)).status, 200, what);
        await end({ id: playback.id, ...signedIn });
        const dead = await house.ask(playback.url);
        assert.equal(dead.status, 404, what);
        const never = await house.ask(`/media/p/${NO_SUCH_CAPABILITY}/file`);
        assert.equal(withoutRequestId(dead.text), withoutRequestId(never.text), what);
        suspendAccount(deps, house.accounts.member, false, 'test');
        changeGrants(deps, house.accounts.member, [house.libraryIds.A], 'test');
      }
    });

    test('playing the same film again takes the first path away', async () => {
      const { token } = await house.login('member');
      const first = await house.play(token, house.films.A[0]!.itemId);
      const second = await house.play(token, house.films.A[0]!.itemId);
      assert.notEqual(first.url, second.url);
      assert.equal((await house.ask(first.url)).status, 404);
      assert.equal((await house.ask(second.url)).status, 200);
    });
  });
});

const withoutRequestId = (text: string) => text.replace(/"requestId":"[0-9a-f]+"/, '"requestId":"…"');
const visibleHeaders = ({ date: _date, 'x-request-id': _id, ...rest }: Record<string, unknown>) => rest;

describe('law 2: a hidden item leaves no trace', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  test('AUTH-21: every route with an id answers a hidden thing as it answers nothing at all', async () => {
    const owner = await house.login('owner');
    const film = house.films.B[0]!;
    const playback = await house.play(owner.token, film.itemId);
    const hidden = [film.itemId, film.fileId, film.artId, playback.id, owner.sessionId, house.libraryIds.B];
    for (const who of ['member', 'stranger'] as const) {
      const { token } = await house.login(who);
      for (const [name, spec] of sessionRoutes.filter(([, one]) => one.path.includes(':id'))) {
        const ask = (id: string, method: string = spec.method) => {
          const { path, body } = sampleRequest(spec, { id });
          return house.ask(path, { method, token, ...(body !== undefined && { body }) });
        };
        const nothing = await ask(NO_SUCH_ID);
        assert.equal(nothing.status, 404, name);
        for (const id of hidden) {
          const answer = await ask(id);
          assert.equal(withoutRequestId(answer.text), withoutRequestId(nothing.text), name);
          assert.equal(answer.status, 404, name);
          assert.deepEqual(visibleHeaders(answer.headers), visibleHeaders(nothing.headers), name);
          if (spec.method === 'GET') assert.equal((await ask(id, 'HEAD')).status, 404, `HEAD ${name}`);
        }
      }
    }
    assert.equal((await house.ask(playback.url)).status, 200, 'the owner no longer plays');
  });

  test('AUTH-21: a hidden version cannot be played through a visible item', async () => {
    const { token } = await house.login('member');
    const body = { capabilities: CAN_PLAY, versionId: house.films.B[0]!.fileId };
    const path = `/api/v1/items/${house.films.A[0]!.itemId}/playback`;
    assert.equal((await house.ask(path, { method: 'POST', token, body })).status, 404);
  });

  test('AUTH-21: nothing is kept about a hidden item on a client’s word', async () => {
    const { token } = await house.login('member');
    const rows = () => house.write.prepare('SELECT count(*) FROM progress').pluck().get();
    const beforehand = rows();
    const path = `/api/v1/items/${house.films.B[0]!.itemId}`;
    await house.ask(`${path}/favorite`, { method: 'PUT', token, body: { favorite: true } });
    await house.ask(`${path}/watched`, { method: 'PUT', token, body: { watched: true } });
    assert.equal(rows(), beforehand);
  });

  test('AUTH-21: lists, search, home, totals and cursors are those of a house without the hidden library', async () => {
    const look = async (withB: boolean): Promise<unknown[]> => {
      const one = await openHouse({ withB, films: { A: [], B: [] } });
      try {
        const visible = ['Heat (1995)', 'Amélie (2001)', 'Alien (1979)', 'Zodiac (2007)'];
        for (let at = 0; at < 40; at += 1) visible.push(`Alpha ${at} (${1900 + at})`);
        const hidden = visible.map((name) => name.replace(' (', 'a ('));
        const owner = await one.login('owner');
        // Interleaved, so that hidden films stand between visible ones in every order.
        for (const [at, name] of visible.entries()) {
          one.clock.advance(1_000);
          one.addFilm('A', `${name}.mp4`, bytesOf(name, 100));
          one.clock.advance(1_000);
          if (!withB) continue;
          const { itemId } = one.addFilm('B', `${hidden[at]}.mp4`, bytesOf(hidden[at]!, 100));
          const body = { favorite: true };
          await one.ask(`/api/v1/items/${itemId}/favorite`, { method: 'PUT', token: owner.token, body });
        }
        const { token } = await one.login('member');
        return await everythingSeen(one, token);
      } finally {
        one.close();
      }
    };
    assert.deepEqual(await look(true), await look(false));
  });

  test('AUTH-21: hidden titles beyond the bound of a search push no visible one out', async () => {
    const many = Array.from({ length: 700 }, (_, at) => `Lighthouse ${at} (2000).mp4`);
    const one = await openHouse({ films: { A: [], B: [] } });
    try {
      for (const path of many.slice(0, 600)) one.store('B', [readFile(path)]);
      one.store('A', [readFile('Lighthouse Keepers (2000).mp4')]);
      for (const path of many.slice(600)) one.store('B', [readFile(path)]);
      const { token } = await one.login('member');
      const { items, total } = (await one.ask('/api/v1/items?search=lighthouse', { token })).json();
      assert.deepEqual(
        items.map((item: { title: string }) => item.title),
        ['Lighthouse Keepers'],
      );
      assert.equal(total, 1);
    } finally {
      one.close();
    }
  });

  test('AUTH-21: what a member did with a film is kept from everybody else', async () => {
    const [member, owner] = [await house.login('member'), await house.login('owner')];
    const { itemId } = house.films.A[1]!;
    const path = `/api/v1/items/${itemId}`;
    await house.ask(`${path}/favorite`, { method: 'PUT', token: member.token, body: { favorite: true } });
    assert.equal((await house.ask(path, { token: member.token })).json().state.favorite, true);
    assert.equal((await house.ask(path, { token: owner.token })).json().state.favorite, false);
  });
});

/** Everything one account can read, with ids replaced by the order they are met in. */
async function everythingSeen(house: House, token: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  const ids = new Map<string, string>();
  const normalise = (text: string): unknown =>
    JSON.parse(
      text
        .replaceAll(/"nextCursor":"([^"]+)"/g, (_, cursor: string) => {
          const inside = Buffer.from(cursor, 'base64url').toString('utf8');
          return `"nextCursor":${JSON.stringify(inside)}`;
        })
        .replaceAll(/[0-9a-f]{32}/g, (id) => {
          if (!ids.has(id)) ids.set(id, `#${ids.size}`);
          return ids.get(id)!;
        }),
    );
  const look = async (path: string) => {
    const answer = await house.ask(path, { token });
    assert.equal(answer.status, 200, path);
    seen.push(normalise(answer.text));
    return answer.json();
  };
  await look('/api/v1/home');
  await look('/api/v1/libraries');
  for (const word of ['al', 'alpha', 'heat', 'heata', 'z', 'alien', 'zodiaca', '1', 'a'])
    await look(`/api/v1/items?search=${word}`);
  for (const sort of ['title', 'added', 'year']) {
    for (const order of ['asc', 'desc']) {
      let cursor: string | null = null;
      do {
        const page: { nextCursor: string | null } = await look(
          `/api/v1/items?limit=7&sort=${sort}&order=${order}${cursor ? `&cursor=${cursor}` : ''}`,
        );
        cursor = page.nextCursor;
      } while (cursor !== null);
    }
  }
  await look(`/api/v1/items?library=${house.libraryIds.B}`);
  return seen;
}

describe('what belongs to somebody else', () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  test('a playback answers only to its own session', async () => {
    const [mine, other, mineElsewhere] = [
      await house.login('member'),
      await house.login('owner'),
      await house.login('member'),
    ];
    const playback = await house.play(mine.token, house.films.A[0]!.itemId);
    const body = { positionMs: 60_000, paused: false };
    for (const { token } of [other, mineElsewhere]) {
      const path = `/api/v1/playback/${playback.id}`;
      assert.equal((await house.ask(`${path}/progress`, { method: 'PUT', token, body })).status, 404);
      assert.equal((await house.ask(path, { method: 'DELETE', token })).status, 404);
    }
    assert.equal((await house.ask(playback.url)).status, 200);
  });

  test('SESS-05: nobody ends another’s session, not even an owner over the LAN', async () => {
    const [mine, owner] = [await house.login('stranger'), await house.login('owner')];
    const path = `/api/v1/auth/sessions/${mine.sessionId}`;
    assert.equal((await house.ask(path, { method: 'DELETE', token: owner.token })).status, 404);
    assert.equal((await house.ask('/api/v1/auth/me', { token: mine.token })).status, 200);
    const { sessions } = (await house.ask('/api/v1/auth/sessions', { token: mine.token })).json();
    assert.deepEqual(
      sessions.map((one: { id: string }) => one.id),
      [mine.sessionId],
    );
  });
});

describe('rules hold while a film runs', () => {
  const CUT_WITHIN_MS = 5_000;
  /** A minute and more at a film's pace. */
  const LONG_BYTES = 1024 ** 3;
  let house: House;
  before(async () => {
    house = await openHouse({ films: { A: [], B: [] } });
  });
  after(() => house.close());

  const cases: Record<string, (at: { token: string; sessionId: string; other: string; playbackId: string }) => unknown> = {
    'its grant is taken away': () =>
      changeGrants({ db: house.manager, clock: house.clock }, house.accounts.member, [], 'test'),
    'its session is revoked from another device': ({ sessionId, other }) =>
      house.ask(`/api/v1/auth/sessions/${sessionId}`, { method: 'DELETE', token: other }),
    'its session is revoked by the manager': ({ sessionId }) =>
      house.manager.prepare('INSERT INTO session_revocation VALUES (?, 1)').run(sessionId),
    'its account is suspended': () =>
      suspendAccount({ db: house.manager, clock: house.clock }, house.accounts.member, true, 'test'),
    'its session expires': () => house.clock.advance(8 * DAY_MS),
    'its playback is ended': ({ playbackId, token }) =>
      house.ask(`/api/v1/playback/${playbackId}`, { method: 'DELETE', token }),
    'its viewer signs out': ({ token }) => house.ask('/api/v1/auth/logout', { method: 'POST', token }),
    'its viewer changes the password': ({ token }) =>
      house.ask('/api/v1/auth/password', {
        method: 'POST',
        token,
        body: { current: PASSWORDS.member, new: 'Harbour-Thistle-62' },
      }),
  }; // prettier-ignore
  for (const [what, act] of Object.entries(cases))
    test(`SESS-05, AUTH-21: an open stream is cut within 5 s when ${what}`, async () => {
      const deps = { db: house.manager, clock: house.clock };
      suspendAccount(deps, house.accounts.member, false, 'test');
      changeGrants(deps, house.accounts.member, [house.libraryIds.A], 'test');
      const film = house.addFilm('A', 'Long (2001).mp4', bytesOf('long', 1_000));
      truncateSync(film.path, LONG_BYTES);
      const signedIn = await house.login('member');
      const other = await house.login('member');
      const playback = await house.play(signedIn.token, film.itemId);
      const stream = await house.openStream(playback.url);
      assert.equal(house.server.streams.size, 1);
      const startedAt = performance.now();
      const ended = stream.watch();
      await act({ ...signedIn, other: other.token, playbackId: playback.id });
      const { isWhole, bytes } = await ended;
      assert.ok(performance.now() - startedAt < CUT_WITHIN_MS);
      assert.equal(isWhole, false);
      assert.ok(bytes < LONG_BYTES);
      assert.equal(house.server.streams.size, 0);
    });
});
