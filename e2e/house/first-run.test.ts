import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeFolder, OWNER, signIn, startHouse, waitFor, type House } from '../fixtures/house.ts';

type Answer = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string };

/** One request to the set-up page, with any Host and Origin: what `fetch` would not let us say. */
function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: options.method ?? 'GET',
        agent: false,
        signal: AbortSignal.timeout(30_000),
        headers: { host: `127.0.0.1:${port}`, ...options.headers },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on('error', reject);
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

/** The one-time link as `serve` prints it. */
async function linkOf(house: House): Promise<{ port: number; path: string }> {
  const [, port, path] = await waitFor('the link', 10_000, () =>
    /http:\/\/127\.0\.0\.1:(\d+)(\/\?key=[\w-]{43})$/m.exec(house.output()),
  );
  return { port: Number(port), path: path! };
}

const completeWith = (password: string) => ({
  method: 'setup.complete',
  input: { serverName: 'Home', ownerName: OWNER.name, password, access: { kind: 'this-computer' } },
});

function isOpenPort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('first run without a terminal', () => {
  test('a one-time link on this computer alone sets the house up, and nothing listens before (AUTH-01, R-19)', async () => {
    const lanPort = await freePort();
    await using house = await startHouse({ setUp: false, port: lanPort });
    const { port, path } = await linkOf(house);
    assert.match(house.output(), new RegExp(`ssh -L ${port}:127\\.0\\.0\\.1:${port} `));
    assert.equal((await house.status()).house, 'set-up-needed');
    assert.equal((await house.cli('status')).code, 7);
    assert.equal(await isOpenPort(lanPort), false, 'the LAN port is closed before set-up');

    // Without the link nothing answers.
    assert.equal((await ask(port, '/')).status, 401);
    assert.equal((await ask(port, '/?key=' + 'A'.repeat(43))).status, 401);
    const call = (headers: Record<string, string>, body: unknown) =>
      ask(port, '/call', { method: 'POST', headers: { origin: `http://127.0.0.1:${port}`, ...headers }, body });
    assert.equal((await call({}, completeWith(OWNER.password))).status, 401, 'no cookie');
    assert.equal(
      (await call({ cookie: `hf_owner_${port}=${'A'.repeat(43)}` }, completeWith(OWNER.password))).status,
      401,
    );

    // A name that was pointed here does not spend the link.
    assert.equal((await ask(port, path, { headers: { host: `evil.example:${port}` } })).status, 421);

    const used = await ask(port, path);
    assert.equal(used.status, 303);
    const way = /^\/#([\w-]{43})$/.exec(used.headers['location'] as string)?.[1] ?? '';
    assert.notEqual(way, '', 'the key leaves the address bar');
    const [setCookie] = used.headers['set-cookie'] as string[];
    assert.match(setCookie!, /; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie!.split(';')[0]!;
    assert.equal((await ask(port, path)).status, 401, 'the link works once');
    assert.notEqual((await ask(port, '/', { headers: { cookie } })).status, 401, 'the browser that used it is let in');

    assert.equal((await call({ cookie }, completeWith(OWNER.password))).status, 401, 'the cookie alone');

    // With all the browser keeps, but from a page elsewhere.
    const pass = { cookie, 'holdfast-page': way };
    for (const origin of ['http://evil.example', 'null', `http://localhost:${port}`, `https://127.0.0.1:${port}`])
      assert.equal((await call({ ...pass, origin }, completeWith(OWNER.password))).status, 403, origin);
    assert.equal((await call({ ...pass, host: `evil.example:${port}` }, completeWith(OWNER.password))).status, 421);
    const withoutOrigin = { method: 'POST', headers: pass, body: completeWith(OWNER.password) };
    assert.equal((await ask(port, '/call', withoutOrigin)).status, 403, 'no Origin');

    const parsed = async (body: unknown) => JSON.parse((await call(pass, body)).body) as Record<string, any>;
    const state = await parsed({ method: 'setup.state', input: {} });
    assert.equal(state['value'].needed, true);
    assert.equal((await parsed({ method: 'window.link', input: {} }))['failure'].code, 'bad-input', 'no further links');

    // A weak password gives its reason and loses nothing.
    const weak = await parsed(completeWith('short'));
    assert.equal(weak['failure'].code, 'weak-password');
    assert.match(weak['failure'].message, /16/);
    assert.equal((await parsed({ method: 'setup.state', input: {} }))['value'].needed, true);
    assert.equal(await isOpenPort(lanPort), false);

    // The second of two at once finds the door closed.
    const both = await Promise.all([parsed(completeWith(OWNER.password)), parsed(completeWith(OWNER.password))]);
    const done = both.find((answer) => answer['ok'] === true);
    assert.ok(done, JSON.stringify(both));
    assert.deepEqual(done['value'].addresses.includes(`http://127.0.0.1:${lanPort}`), true);
    assert.equal(both.find((answer) => answer['ok'] === false)!['failure'].code, 'already-done');
    await waitFor('the house to be open', 20_000, () => /^Open http/m.test(house.output()));
    assert.equal((await house.status()).house, 'open');
    const again = await house.cli('call', 'setup.complete', JSON.stringify(completeWith(OWNER.password).input));
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^already-done: Holdfast is set up already/m);

    // SEC-08: the page that set it up shows the kit and asks for a part of it, and becomes the owner's window.
    assert.equal((await ask(port, '/')).status, 401, 'nobody else is let in meanwhile');
    assert.equal((await call({}, { method: 'backups.issueKit', input: {} })).status, 401, 'no cookie');
    const { text, group } = (await parsed({ method: 'backups.issueKit', input: {} }))['value'];
    const letters = new RegExp(`^ +${group}  (\\w+)$`, 'm').exec(text)![1]!;
    const confirm = (typed: string) => parsed({ method: 'backups.confirmKit', input: { letters: typed } });
    assert.equal((await confirm('QQQQQQQ'))['failure'].code, 'wrong-group');
    assert.equal((await confirm(letters.toLowerCase()))['ok'], true);
    assert.equal((await parsed({ method: 'accounts.list', input: {} }))['value'].accounts.length, 1);

    // Another browser needs another link, which the command line gives to who may read the data folder.
    const opened = await house.cli('open');
    const [, next] = /^ {2}http:\/\/127\.0\.0\.1:\d+(\/\?key=[\w-]{43})$/m.exec(opened.stdout)!;
    assert.equal((await ask(port, next!)).status, 303);
    assert.equal((await ask(port, next!)).status, 401, 'that link works once too');
    assert.doesNotMatch((await house.status()).warnings.join('\n'), /recovery kit/);

    // No account but the owner's, under no usual name (AUTH-01). This computer is slowed down, so 429 comes too.
    for (const [name, password] of [
      ...[
        ['admin', 'admin'],
        ['admin', 'password'],
        ['root', 'root'],
        ['holdfast', 'holdfast'],
      ],
      ...[
        ['admin', ''],
        ['user', 'user'],
        ['jellyfin', 'jellyfin'],
      ],
    ] as [string, string][]) {
      const { status } = await signIn(house.url, name, password);
      assert.ok([400, 401, 422, 429].includes(status), `${name}/${password}: ${status}`);
    }
    await house.login(OWNER.name, OWNER.password);
  });

  test('SIGTERM while it waits for somebody ends it with 0, with nothing made', async () => {
    await using house = await startHouse({ setUp: false });
    await linkOf(house);
    const { code, ms } = await house.stop();
    assert.equal(code, 0);
    assert.ok(ms < 5_000, `took ${Math.round(ms)} ms`);
    assert.deepEqual(house.living(), []);
  });

  test('a bad folder, network or name is answered, and set-up can be tried again', async () => {
    await using house = await startHouse({ setUp: false });
    const { input } = completeWith(OWNER.password);
    for (const [wrong, code] of [
      [{ folders: [{ kind: 'film', path: `${house.folder}/no/such/folder` }] }, 'bad-folder'],
      [{ folders: [{ kind: 'film', path: house.dataDir }] }, 'bad-folder'],
      [{ access: { kind: 'custom', cidrs: ['300.0.0.0/8'] } }, 'bad-cidr'],
      [{ ownerName: '   ' }, 'bad-name'],
    ] as const) {
      const { stderr } = await house.cli('call', 'setup.complete', JSON.stringify({ ...input, ...wrong }));
      assert.match(stderr, new RegExp(`^${code}: `, 'm'));
      assert.equal((await house.call<{ needed: boolean }>('setup.state')).needed, true);
    }
    const { addresses } = await house.call<{ addresses: string[] }>('setup.complete', input);
    assert.ok(addresses.length > 0);
  });
});

test(
  'at a terminal the owner can answer right there; passwords are not shown',
  { skip: process.platform !== 'linux' },
  async () => {
    const folder = makeFolder();
    // util-linux's `script` gives the program a real terminal. Without exec, some shells stay in between and answer Ctrl-C
    // with an exit code of their own.
    const program = `exec ${process.execPath} electron/headless/holdfast.js serve --data-dir ${folder}/data --port 0 --host 127.0.0.1`;
    const child = spawn('script', ['-qec', program, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, XDG_CONFIG_HOME: join(folder, 'config'), TERM: 'dumb', SHELL: '/bin/sh' },
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let answered = 0;
    const answer = async (question: string, text: string) => {
      await waitFor(question, 20_000, () => shown.includes(question, answered));
      answered = shown.indexOf(question, answered) + question.length;
      child.stdin.write(`${text}\r`);
    };
    try {
      await answer('A passphrase for the keys (Enter for none): ', '');
      await answer('Your name: ', OWNER.name);
      await answer('Password: ', OWNER.password);
      await answer('The same again: ', 'something else');
      await answer('Your name: ', OWNER.name);
      await answer('Password: ', OWNER.password);
      await answer('The same again: ', OWNER.password);
      await answer('Folder of films', '');
      const [, url] = (await waitFor('the address', 30_000, () => /Open (http:\S+)/.exec(shown)))!;
      assert.equal((await signIn(url!, OWNER.name, OWNER.password)).status, 200);
      assert.ok(!shown.includes(OWNER.password), 'the password was shown');
      child.stdin.write('\u0003');
      assert.equal(await ended, 0);
    } finally {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
