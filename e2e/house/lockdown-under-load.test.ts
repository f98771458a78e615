/** Closing a house that is as full as it gets: fifty clients being sent films, two of them converted. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { allStepsDone, say, succeeded } from '../fixtures/incident.ts';
import {
  childrenOf,
  commandLine,
  folderAt,
  holdfast,
  isAlive,
  makeFilm,
  makeFolder,
  MEMBER,
  OWNER,
  processesNaming,
  signIn,
  startHouse,
  waitFor,
  type House,
} from '../fixtures/house.ts';
import { startWindow } from '../fixtures/open-window.ts';

const NEW_PASSWORD = 'Another staple 7 battery';
/** MED-10: ten playbacks at once. Two sessions play each of four films as it is, and two convert one: that is full. */
const SESSIONS = 2;
const FILMS = ['Amber (2001)', 'Birch (2002)', 'Cedar (2003)', 'Dune (2004)'];
const CONVERTED = 'Elm (2005)';
const CONNECTIONS_EACH = 6;
/** More than a connection's buffers hold, so that the server still has most of it to send. */
const FILM_BYTES = 48 * 1024 * 1024;
const READ_EVERY_MS = 50;
const SEGMENT_EVERY_MS = 500;
const LONG_MS = 30_000;

let root: string;
let dataDir: string;
beforeEach(() => {
  root = makeFolder();
  dataDir = join(root, 'data');
});
afterEach(() => {
  for (const pid of processesNaming(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Real films made long by an atom every player skips (ISO/IEC 14496-12, 8.1.2), and one no browser takes as it is. */
async function makeFilms(): Promise<string> {
  const folder = folderAt(root, 'films');
  for (const [number, name] of FILMS.entries()) {
    const path = join(folder, `${name}.mp4`);
    await makeFilm(path);
    const free = Buffer.alloc(FILM_BYTES, number + 1);
    free.writeUInt32BE(free.length, 0);
    free.write('free', 4, 'latin1');
    appendFileSync(path, free);
  }
  const args = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=12:d=300', '-c:v', 'mpeg4', '-g', '24'];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...args, join(folder, `${CONVERTED}.mkv`)]);
  return folder;
}

const hashes = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );

type Client = {
  readonly received: () => number;
  readonly lastByteAt: () => number;
  /** The length the server promised; null while no head came. */
  readonly promised: () => number | null;
  readonly closed: Promise<void>;
  readonly isClosed: () => boolean;
};

/** Read a film as a television does: a piece now and then, with the connection open all the while. */
function readSlowly(url: URL): Client {
  const socket = connect(Number(url.port), url.hostname);
  let received = 0;
  let lastByteAt = 0;
  let head = '';
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  socket.write(`GET ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`);
  socket.on('data', (piece) => {
    received += piece.length;
    lastByteAt = performance.now();
    if (!head.includes('\r\n\r\n')) head += piece.toString('latin1');
    socket.pause();
    timer = setTimeout(() => socket.resume(), READ_EVERY_MS);
  });
  socket.on('error', () => {}); // cut, which is what we wait for
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      clearTimeout(timer);
      resolve();
    });
  });
  return {
    received: () => received,
    lastByteAt: () => lastByteAt,
    promised: () => {
      const length = /^HTTP\/1\.1 200 [^]*^content-length: (\d+)\r$/im.exec(head)?.[1];
      return length === undefined ? null : Number(length);
    },
    closed,
    isClosed: () => isClosed,
  };
}

/** What the system knows of connections with a port at either end (proc(5)); without those that only wait to be forgotten. */
function connectionsWith(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const TIME_WAIT = '06';
  return ['tcp', 'tcp6']
    .flatMap((name) => readFileSync(`/proc/net/${name}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local, remote, state]) => (local!.endsWith(`:${hex}`) || remote!.endsWith(`:${hex}`)) && state !== TIME_WAIT,
    ) // prettier-ignore
    .map(([, local, remote, state]) => `${local} ${remote} ${state}`);
}

/** ffmpeg reads a handle it is given, so that its command line names no folder of ours. */
const encodersOf = (worker: number) =>
  childrenOf(worker).filter((pid) => /(^|\/)ffmpeg$/.test(commandLine(pid)[0] ?? ''));

type Session = { readonly token: string; readonly cookie: string };

async function session(house: House): Promise<Session> {
  const response = await signIn(house.url, OWNER.name, OWNER.password);
  assert.equal(response.status, 200);
  const [cookie] = response.headers.getSetCookie()[0]!.split(';');
  return { token: ((await response.json()) as { accessToken: string }).accessToken, cookie: cookie! };
}

async function play(house: House, { token }: Session, item: string, hls: boolean): Promise<string> {
  const capabilities = { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls };
  const response = await house.fetch(`/api/v1/items/${item}/playback`, token, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ capabilities }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  const { url, mode } = (await response.json()) as { url: string; mode: string };
  assert.equal(mode, hls ? 'transcode' : 'direct');
  return url;
}

/** A player of HLS that asks for a segment now and then until it gets none. @returns what ends with it. */
function playSegments(house: House, master: string): { readonly ended: Promise<void>; readonly got: () => number } {
  const base = master.replace(/\/[^/]+$/, '');
  let got = 0;
  const ended = (async () => {
    for (let index = 0; ; index += 1) {
      const response = await fetch(`${house.url}${base}/0/${index}.m4s`).catch(() => null);
      const body = response?.ok ? await response.arrayBuffer().catch(() => null) : null;
      if (body === null) return;
      got += 1;
      await pause(SEGMENT_EVERY_MS);
    }
  })();
  return { ended, got: () => got };
}

test(
  'INC-01: fifty clients and two conversions are cut; no byte after it, nothing that was captured opens anything later',
  { skip: process.platform !== 'linux' && 'looks into /proc' },
  async (t) => {
    const films = await makeFilms();
    const before = hashes(films);
    await using house = await startHouse({ dataDir, libraries: [`film:${films}`], user: true, until: 'scanned' });
    const { identity } = await house.call<{ identity: string }>('backups.issueKit');
    const sessions: Session[] = [];
    for (let number = 0; number < SESSIONS; number += 1) sessions.push(await session(house));
    const member = await house.login(MEMBER.name, MEMBER.password);
    const listed = await house.fetch('/api/v1/items?limit=10', sessions[0]!.token);
    const { items } = (await listed.json()) as { items: { id: string; title: string }[] };
    const idOf = (name: string) => items.find(({ title }) => name.startsWith(title))!.id;

    const paths: string[] = [];
    for (const name of FILMS) for (const one of sessions) paths.push(await play(house, one, idOf(name), false));
    const masters: string[] = [];
    for (const one of sessions) masters.push(await play(house, one, idOf(CONVERTED), true));
    const clients = paths.flatMap((path) =>
      Array.from({ length: CONNECTIONS_EACH }, () => readSlowly(new URL(path, house.url))),
    );
    const players = masters.map((master) => playSegments(house, master));
    await waitFor('every client to be sent something', LONG_MS, () =>
      clients.every((client) => client.promised() !== null && client.received() > 100_000),
    );
    const { server, worker } = await house.pids();
    const encoders = await waitFor('both conversions', LONG_MS, () => {
      const now = encodersOf(worker);
      return players.every(({ got }) => got() > 0) && now.length === 2 ? now : null;
    });
    assert.equal(clients.length + players.length, 50);
    assert.ok(clients.every((client) => !client.isClosed()));
    const children = [server, worker, ...encoders];
    const port = Number(new URL(house.url).port);
    assert.ok(connectionsWith(port).length >= 2 * clients.length, 'both ends of each are on this computer');

    await using window = await startWindow(house);
    const button = window.page.getByRole('button', { name: 'Lock down' });
    await button.waitFor();
    const clickedAt = performance.now();
    await button.click();
    await window.page.getByRole('dialog', { name: /^Closed\. Nothing on your network/ }).waitFor();
    const answeredMs = performance.now() - clickedAt;
    assert.deepEqual(connectionsWith(port), [], 'the system knows of nothing any more that could carry a byte');
    assert.deepEqual(children.filter(isAlive), []);
    await Promise.all([...clients.map(({ closed }) => closed), ...players.map(({ ended }) => ended)]);
    const lastByteMs = Math.max(...clients.map((client) => client.lastByteAt())) - clickedAt;
    t.diagnostic(
      `click in the window to its answer ${Math.round(answeredMs)} ms; to the last byte a client took out of its buffer ${Math.round(lastByteMs)} ms`,
    );
    for (const client of clients) assert.ok(client.received() < client.promised()!, 'cut in the middle of the film');

    // The evidence.
    await allStepsDone(house);
    const [pack] = readdirSync(join(dataDir, 'incidents')).filter((name) => name.endsWith('.hfe'));
    const verified = await holdfast(['incident', 'verify', pack!, '--identity-fd', '3', '--data-dir', dataDir], {
      passwords: `${identity}\n`,
    });
    succeeded(verified);

    const { connected } = await house.call<{ connected: { sockets: number; playing: string[] }[] }>('incident.story');
    assert.equal(connected.length, 1);
    assert.ok(connected[0]!.sockets >= clients.length, `${connected[0]!.sockets} sockets were counted`);
    assert.deepEqual(connected[0]!.playing, ['Amber', 'Birch', 'Cedar', 'Dune', 'Elm']);

    // What somebody has taken meanwhile, at each stage of reopening.
    const isRefused = async (stage: string) => {
      await house.status();
      for (const { token, cookie } of sessions) {
        assert.equal((await house.fetch('/api/v1/home', token)).status, 401, `${stage}: a token`);
        const withCookie = await house.fetch('/api/v1/home', undefined, { headers: { cookie } });
        assert.equal(withCookie.status, 401, `${stage}: a cookie`);
      }
      assert.equal((await house.fetch('/api/v1/home', member)).status, 401, `${stage}: a member's token`);
      for (const path of [...paths, ...masters])
        assert.notEqual((await house.fetch(path)).status, 200, `${stage}: a media path`);
      for (const master of masters)
        assert.notEqual((await house.fetch(master.replace(/[^/]+$/, '0/0.m4s'))).status, 200, `${stage}: a segment`);
    };
    succeeded(await say(house, [OWNER.password, NEW_PASSWORD], 'incident', 'reopen', 'computer'));
    await isRefused('this computer');
    assert.equal((await signIn(house.url, OWNER.name, OWNER.password)).status, 401, 'the old password is over');
    succeeded(await say(house, [NEW_PASSWORD], 'incident', 'reopen', 'home'));
    await isRefused('the home');
    const fresh = await house.login(OWNER.name, NEW_PASSWORD);
    assert.equal((await house.fetch('/api/v1/home', fresh)).status, 200);
    assert.deepEqual(hashes(films), before, 'not a byte of anybody’s films was touched');
  },
);
