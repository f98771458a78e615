import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { createFeed } from './feed.ts';
import { createLooking } from './looking.ts';
import { createMemory } from './memory.ts';
import { isOfferSigned, signOffer } from './signature.ts';

const silent = { info() {}, warn() {}, error() {} };
const OURS = generateKeyPairSync('ed25519');
const PUBLIC_KEY = OURS.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const NAME = { linux: 'Holdfast-1.1.0.AppImage', darwin: 'Holdfast-1.1.0.zip', win32: 'Holdfast-1.1.0.exe' }[
  process.platform as 'linux'
];
const CHANNEL = {
  linux: process.arch === 'arm64' ? 'latest-linux-arm64.yml' : 'latest-linux.yml',
  darwin: 'latest-mac.yml',
  win32: 'latest.yml',
}[process.platform as 'linux'];

let server: Server;
let url: string;
let folder: string;
let asked: { path: string; headers: IncomingHttpHeaders }[];
/** What the feed serves, by path. */
let served: Map<string, Buffer | { readonly redirect: string }>;

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://feed').pathname;
    asked.push({ path, headers: request.headers });
    const what = served.get(path);
    if (what === undefined) response.writeHead(404).end();
    else if (Buffer.isBuffer(what)) response.end(what);
    else response.writeHead(302, { location: what.redirect }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
after(() => server.close());
beforeEach((t) => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-feed-'));
  asked = [];
  served = new Map();
  (t as { after?: (run: () => void) => void }).after?.(() => rmSync(folder, { recursive: true, force: true }));
});

/** Publish a version as electron-builder and our release write it. */
function publish(version: string, key: KeyObject | null = OURS.privateKey, content = Buffer.alloc(50_000, 7)) {
  const sha512 = createHash('sha512').update(content).digest('base64');
  const signatures = key === null ? '' : `signatures: {"${NAME}":"${signOffer({ version, sha512 }, key)}"}\n`;
  const files = `files:\n  - url: ${NAME}\n    sha512: ${sha512}\n    size: ${content.length}\n`;
  const yml = `version: ${version}\n${files}path: ${NAME}\nsha512: ${sha512}\nreleaseDate: '2026-11-21T00:00:00.000Z'\n${signatures}`;
  served.set(`/${CHANNEL}`, Buffer.from(yml));
  served.set(`/${NAME}`, content);
  return content;
}

function looking(own = '1.0.0') {
  const memory = createMemory(join(folder, 'memory.json'), silent);
  const states: string[] = [];
  const made = createLooking({
    feed: createFeed({ url, own, folder: join(folder, 'feed'), log: silent }),
    whyOff: '',
    own,
    isSigned: (offer) => isOfferSigned(offer, PUBLIC_KEY),
    memory,
    onChange: () => states.push(made.state().kind),
    log: silent,
  });
  return { ...made, memory, states };
}

test('UPD-01: a newer version with our signature is fetched whole, once, and kept over a restart', async () => {
  const content = publish('1.1.0');
  const first = looking();
  assert.equal((await first.look()).kind, 'ready');
  assert.deepEqual(first.states, ['looking', 'fetching', 'ready']);
  assert.deepEqual(readFileSync(first.ready()!.file), content);
  assert.equal((await first.look()).kind, 'ready');
  assert.deepEqual(
    asked.map(({ path }) => path),
    [`/${CHANNEL}`, `/${NAME}`],
  );
  const again = looking();
  assert.equal((await again.look()).kind, 'ready');
  assert.equal(asked.filter(({ path }) => path === `/${NAME}`).length, 1, 'what was fetched is not fetched again');
});

test('UPD-02: a look is one request, and nothing in it tells one installation from another', async () => {
  publish('1.0.0');
  assert.equal((await looking().look()).kind, 'newest');
  assert.equal(asked.length, 1);
  const { host: _, ...headers } = asked[0]!.headers;
  assert.deepEqual(
    new Set(Object.keys(headers)),
    new Set(['connection', 'accept', 'accept-language', 'sec-fetch-mode', 'user-agent', 'accept-encoding']),
  );
  assert.equal(headers['user-agent'], 'Holdfast');
});

test('UPD-01: unsigned, signed by somebody else, older, an old file under a new number: nothing is fetched', async () => {
  const theirs = generateKeyPairSync('ed25519').privateKey;
  for (const [version, key] of [
    ['1.1.0', null],
    ['1.1.0', theirs],
  ] as const) {
    publish(version, key);
    const { look, ready } = looking();
    assert.match((await look()).body, /does not carry the signature of Holdfast/);
    assert.equal(ready(), null);
  }
  publish('0.9.0');
  assert.equal((await looking().look()).kind, 'newest');
  publish('1.0.1');
  const announced = served.get(`/${CHANNEL}`) as Buffer;
  served.set(`/${CHANNEL}`, Buffer.from(announced.toString().replace('version: 1.0.1', 'version: 1.2.0')));
  assert.match((await looking().look()).body, /does not carry the signature/);
  assert.ok(!asked.some(({ path }) => path === `/${NAME}`));
});

test('UPD-01: a file that was changed or cut short is thrown away, and fetched again next time', async () => {
  const content = publish('1.1.0');
  for (const wrong of [Buffer.alloc(content.length, 8), content.subarray(1)]) {
    served.set(`/${NAME}`, wrong);
    const { look, ready, state } = looking();
    assert.equal((await look()).kind, 'failed');
    assert.deepEqual([ready(), state().kind], [null, 'none']);
  }
  served.set(`/${NAME}`, content);
  assert.equal((await looking().look()).kind, 'ready');
});

test('UPD-10: another host than the feed’s is not asked, whoever sends us there', async () => {
  publish('1.1.0');
  served.set(`/${NAME}`, { redirect: 'http://127.0.0.1:9/elsewhere' });
  assert.equal((await looking().look()).kind, 'failed');
  served.set(`/${CHANNEL}`, { redirect: 'http://127.0.0.1:9/elsewhere' });
  assert.equal((await looking().look()).kind, 'failed');
});

test('UPD-02: without a network a sentence says so, and the next look asks again', async () => {
  const { look } = looking();
  assert.match((await look()).body, /did not answer/);
  publish('1.1.0');
  assert.equal((await look()).kind, 'ready');
});

test('UPD-01: a version that was taken back is not tried again, and a newer one is', async () => {
  publish('1.1.0');
  const { look, memory } = looking();
  memory.write({ takenBack: '1.1.0' });
  assert.match((await look()).title, /1\.1\.0 did not run on this computer/);
  publish('1.1.1');
  assert.equal((await look()).kind, 'ready');
});

test('UPD-02: what was chosen outlives a restart; a file of another hand asks nobody by itself', () => {
  const file = join(folder, 'memory.json');
  assert.equal(createMemory(file, silent).read().isAutomatic, true);
  createMemory(file, silent).write({ isAutomatic: false });
  assert.equal(createMemory(file, silent).read().isAutomatic, false);
  writeFileSync(file, '{"isAutomatic": "ye');
  assert.equal(createMemory(file, silent).read().isAutomatic, false);
});
