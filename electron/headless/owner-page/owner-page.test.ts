import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import type { Topic } from '../../../shared/contract/bridge.ts';
import { fail, ok } from '../../../shared/result.ts';
import { ownClock } from '../../core/kernel/testing/databases.ts';
import type { Dispatcher } from '../../manager/index.ts';
import { createOwnerPage, type OwnerPage } from './owner-page.ts';
import { IDLE_MS, SESSION_MS } from './way-in.ts';

let page: OwnerPage;
let clock: ReturnType<typeof ownClock>;
let asked: { name: string; input: unknown; actor: string }[];
let listeners: Set<(topic: Topic) => void>;

beforeEach(() => {
  clock = ownClock();
  asked = [];
  listeners = new Set();
  /** Answers as the manager's does, and keeps what it was asked. */
  const dispatcher: Dispatcher = {
    async call(name, input, actor) {
      asked.push({ name, input, actor });
      return name === 'system.status' ? ok({ house: 'open' }) : fail('bad-input', `There is no method ${name}.`);
    },
  };
  const onChange = (listener: (topic: Topic) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  page = createOwnerPage({ dispatcher, onChange, clock, port: 0 });
});
afterEach(() => page.close());

type Asking = { method?: string; headers?: Record<string, string>; body?: unknown };

/** One request with any Host and Origin: what `fetch` would not let us say. Resolves at the answer's head. */
function begin(port: number, path: string, { method = 'GET', headers = {}, body }: Asking = {}) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const signal = AbortSignal.timeout(20_000);
    const host = { host: `127.0.0.1:${port}`, ...headers };
    const sent = request({ host: '127.0.0.1', port, path, method, agent: false, signal, headers: host }, resolve);
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function ask(port: number, path: string, asking: Asking = {}) {
  const answer = await begin(port, path, asking);
  let body = '';
  for await (const chunk of answer.setEncoding('utf8')) body += chunk as string;
  return { status: answer.statusCode, headers: answer.headers, body };
}

/** Come in by a new link, as a browser does. @returns what a page there says with every call. */
async function enter() {
  const { url, port } = await page.link(60_000);
  const path = url.slice(url.indexOf('/?'));
  const used = await ask(port, path);
  assert.equal(used.status, 303);
  const cookie = used.headers['set-cookie']![0]!.split(';')[0]!;
  const [, way] = /^\/#([\w-]{43})$/.exec(used.headers.location!)!;
  const call = (headers: Record<string, string> = {}, body: unknown = { method: 'system.status', input: {} }) =>
    ask(port, '/call', {
      method: 'POST',
      headers: { cookie, 'holdfast-page': way!, origin: `http://127.0.0.1:${port}`, ...headers },
      body,
    });
  return { port, path, cookie, way: way!, call, setCookie: used.headers['set-cookie']![0]! };
}

test('a link opens the page once; another browser with the same link stands outside (SESS-07)', async () => {
  const { port, path, cookie, setCookie } = await enter();
  assert.match(setCookie, /^hf_owner_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal((await ask(port, path)).status, 401, 'used');
  assert.equal((await ask(port, `/?key=${'A'.repeat(43)}`)).status, 401, 'guessed');
  assert.equal((await ask(port, '/')).status, 401, 'no cookie');
  assert.notEqual((await ask(port, '/people', { headers: { cookie } })).status, 401);
});

test('SESS-07: the cookie alone, as another service on this computer gets it, opens nothing of the house', async () => {
  const { port, cookie, way, call } = await enter();
  for (const page of ['', 'A'.repeat(43)]) assert.equal((await call({ 'holdfast-page': page })).status, 401);
  assert.equal((await ask(port, '/events', { headers: { cookie } })).status, 401);
  assert.equal((await ask(port, `/events?page=${'A'.repeat(43)}`, { headers: { cookie } })).status, 401);
  assert.deepEqual(asked, []);
  assert.equal((await call({ cookie: '' })).status, 401, 'nor does what the page keeps, alone');
  // Another browser's page with this one's cookie, and the other way round.
  const other = await enter();
  assert.equal((await call({ 'holdfast-page': other.way })).status, 401);
  assert.equal((await other.call({ 'holdfast-page': way })).status, 401);
  assert.equal((await call()).status, 200);
});

test('a new link takes the place of the one before it, and one that waits too long opens nothing', async () => {
  const first = await page.link(60_000);
  const second = await page.link(60_000);
  const open = ({ url, port }: { url: string; port: number }) => ask(port, url.slice(url.indexOf('/?')));
  assert.equal(first.port, second.port);
  assert.equal((await open(first)).status, 401);
  clock.advance(60_000);
  assert.equal((await open(second)).status, 401);
});

test('the whole contract is called as the owner at loopback; a name that is not in it answers bad-input', async () => {
  const { call } = await enter();
  assert.deepEqual(JSON.parse((await call()).body), { ok: true, value: { house: 'open' } });
  assert.deepEqual(asked, [{ name: 'system.status', input: {}, actor: 'owner:loopback' }]);
  const unknown = await call({}, { method: 'window.link', input: {} });
  assert.equal((JSON.parse(unknown.body) as { failure: { code: string } }).failure.code, 'bad-input');
});

test('a foreign Host, a foreign Origin, no Origin and no cookie reach nobody', async () => {
  const { port, call } = await enter();
  for (const host of [`evil.example:${port}`, 'evil.example', `127.0.0.1.evil.example:${port}`])
    assert.equal((await call({ host })).status, 421, host);
  for (const origin of ['http://evil.example', 'null', `http://localhost:${port}`, `https://127.0.0.1:${port}`, ''])
    assert.equal((await call({ origin })).status, 403, origin);
  for (const cookie of ['', `hf_owner_${port}=${'A'.repeat(43)}`]) assert.equal((await call({ cookie })).status, 401);
  assert.equal((await ask(port, '/events')).status, 401);
  assert.deepEqual(asked, []);
});

test('a page hears what changed, once for many changes of the same', async () => {
  const { port, cookie, way } = await enter();
  const stream = await begin(port, `/events?page=${way}`, { headers: { cookie } });
  assert.equal(stream.headers['content-type'], 'text/event-stream');
  let heard = '';
  const both = new Promise<void>((resolve) => {
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (heard === '') for (const topic of ['library', 'library', 'incident'] as const) tell(topic);
      heard += text;
      if (heard.includes('incident')) resolve();
    });
  });
  await both;
  assert.equal(heard, 'retry: 1000\n\ndata: library\n\ndata: incident\n\n');
  stream.destroy();
});

test('a session ends a day after it began and two hours after it was last used, and its stream with it (SESS-01)', async () => {
  const idle = await enter();
  clock.advance(IDLE_MS - 1);
  assert.equal((await idle.call()).status, 200);
  clock.advance(IDLE_MS / 2);
  // What a page asks by itself, with nobody before it, keeps the session no longer.
  assert.equal((await idle.call({ 'holdfast-unattended': 'yes' })).status, 200);
  clock.advance(IDLE_MS / 2);
  assert.equal((await idle.call()).status, 401);

  const used = await enter();
  const stream = await begin(used.port, `/events?page=${used.way}`, { headers: { cookie: used.cookie } });
  const ended = new Promise<void>((resolve) => stream.resume().on('end', resolve));
  for (let past = 0; past < SESSION_MS; past += IDLE_MS / 2) {
    assert.equal((await used.call()).status, 200);
    clock.advance(IDLE_MS / 2);
  }
  assert.equal((await used.call()).status, 401);
  // What is told next finds that nobody there may know.
  tell('people');
  await ended;
  assert.equal(listeners.size, 0);
});

const tell = (topic: Topic) => {
  for (const listener of listeners) listener(topic);
};
