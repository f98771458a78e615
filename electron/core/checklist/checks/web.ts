// What a browser is told with every answer, and what the server does with requests no browser of ours sends.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { check, count, fail, pass, some, warn, type Verdict } from '../check.ts';
import type { Answer } from '../look-http.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** One answer of each kind a stranger can get. */
type Answers = Readonly<Record<'page' | 'api' | 'health' | 'missing' | 'malformed' | 'media' | 'unreadable', Answer>>;

const lookAtAnswers = (look: Look): Promise<Answers> =>
  look.once('answers', async () => {
    const ask = (path: string, more = {}) => look.http.ask({ from: 'asker', path, ...more });
    const json = { 'content-type': 'application/json' };
    return {
      page: await ask('/'),
      api: await ask('/api/v1/auth/me'),
      health: await ask('/healthz'),
      missing: await ask('/no-such-file.txt'),
      malformed: await ask('/api/v1/auth/login', { method: 'POST', headers: json, body: '{"username":' }),
      media: await ask(`/media/p/${randomBytes(32).toString('base64url')}/file`),
      unreadable: await ask('/%zz'),
    };
  });

/** Judge one header of every answer. @param isGood takes the header as sent; empty when it is missing. */
const headerOfAll =
  (name: string, isGood: (value: string) => boolean) =>
  (answers: Answers): Verdict => {
    const bad = Object.entries(answers).filter(([, { headers }]) => !isGood(textOf(headers[name])));
    return bad.length === 0
      ? pass(
          `Seen on all ${Object.keys(answers).length} kinds of answers: ${name}: ${textOf(answers.api.headers[name])}`,
        )
      : fail(`${name} is missing or wrong on: ${some(bad.map(([kind]) => kind))}.`);
  };

const textOf = (header: string | string[] | undefined): string => String(header ?? '').trim();

/** Directives of a content policy by name. */
const policyOf = (text: string): Map<string, string[]> =>
  new Map(
    text
      .split(';')
      .map((part) => part.trim().toLowerCase().split(/\s+/))
      .flatMap(([name, ...sources]) => (name ? [[name, sources] as const] : [])),
  );

/** Why a content policy is too weak (HTTP-05), or null. */
export function policyProblem(text: string): string | null {
  const policy = policyOf(text);
  const of = (name: string) => policy.get(name) ?? policy.get('default-src') ?? [];
  if (!policy.has('default-src')) return 'has no default';
  if (
    ['default-src', 'script-src', 'style-src'].some((name) => of(name).some((one) => /^(\*|https?:|data:)/.test(one)))
  )
    return 'lets code come from anywhere';
  if (of('script-src').some((one) => one === "'unsafe-inline'" || one === "'unsafe-eval'"))
    return 'lets inline code run';
  if (of('object-src').join() !== "'none'") return 'lets plug-ins in';
  // `sandbox` gives a document no base worth changing and nobody to frame it for.
  if (!policy.has('sandbox') && policy.get('base-uri')?.join() !== "'none'") return 'lets a page change its base';
  if (!policy.has('frame-ancestors')) return 'lets strangers put it in a frame';
  return null;
}

/** More than the server takes in one request, which is 1 MB. */
const TOO_MUCH_BYTES = 2 * 1024 ** 2;

const FOREIGN = ['http://evil.example', 'https://evil.example:8470', 'null'];

/** What only a development build or a careless error handler tells strangers. */
const LEAK =
  /\bat \S+ \(?[\w/.:\\-]+:\d+:\d+\)?|node_modules|SQLITE_|\b(?:SELECT|INSERT|UPDATE)\s.+\b(?:FROM|INTO|SET)\b|\/(?:home|root|usr|Users|var)\/|[A-Z]:\\/;

export const WEB = [
  check({
    id: 'HTTP-01',
    group: 'web',
    title: 'No other page can put Holdfast into a frame',
    wrong: 'Other pages can put Holdfast into a frame',
    severity: 'medium',
    why: 'Somebody could lay your page under theirs and have you click what you do not see.',
    observe: lookAtAnswers,
    judge: headerOfAll('x-frame-options', (value) => /^(sameorigin|deny)$/i.test(value)),
  }),
  check({
    id: 'HTTP-02',
    group: 'web',
    title: 'Browsers take files for what they are and nothing else',
    wrong: 'Browsers may take a file for something it is not',
    severity: 'medium',
    why: 'A picture could be run as a program in the browser of whoever opens it.',
    observe: lookAtAnswers,
    judge: headerOfAll('x-content-type-options', (value) => value.toLowerCase() === 'nosniff'),
  }),
  check({
    id: 'HTTP-03',
    group: 'web',
    title: 'Old browsers are told to stop injected code',
    wrong: 'Old browsers are not told to stop injected code',
    severity: 'low',
    why: 'A browser from before 2019 has no better protection than this.',
    observe: lookAtAnswers,
    judge: headerOfAll('x-xss-protection', (value) => /^1;\s*mode=block$/i.test(value)),
  }),
  check({
    id: 'HTTP-04',
    group: 'web',
    title: 'Other sites do not learn what was watched here',
    wrong: 'Other sites learn what was watched here',
    severity: 'low',
    why: 'A link out of Holdfast would tell the other site which page you came from.',
    observe: lookAtAnswers,
    judge: headerOfAll('referrer-policy', (value) => /^(strict-origin-when-cross-origin|same-origin|no-referrer)$/i.test(value)), // prettier-ignore
  }),
  check({
    id: 'HTTP-05',
    group: 'web',
    title: 'Only our own code runs in your browser',
    wrong: 'Code of others can run in your browser',
    severity: 'high',
    why: 'Text from a film’s description could become a program that acts as you.',
    observe: lookAtAnswers,
    judge(answers) {
      const bad = Object.entries(answers).flatMap(([kind, { headers }]) => {
        const problem = policyProblem(textOf(headers['content-security-policy']));
        return problem === null ? [] : [`${kind} ${problem}`];
      });
      return bad.length === 0
        ? pass(`Seen on the page: ${textOf(answers.page.headers['content-security-policy'])}`)
        : fail(`The content policy is too weak: ${some(bad)}.`);
    },
  }),
  check({
    id: 'HTTP-06',
    group: 'web',
    title: 'Pages elsewhere cannot read from Holdfast',
    wrong: 'Pages elsewhere can read from Holdfast',
    severity: 'high',
    why: 'A page you visit could read your library and act in your name.',
    async observe(look) {
      const seen: { origin: string; allowed: string }[] = [];
      for (const origin of FOREIGN)
        for (const method of ['GET', 'OPTIONS']) {
          const headers = { origin, 'access-control-request-method': 'POST' };
          const answer = await look.http.ask({ from: 'asker', method, path: '/api/v1/auth/me', headers });
          const allowed = textOf(answer.headers['access-control-allow-origin']);
          if (allowed !== '') seen.push({ origin, allowed });
        }
      return seen;
    },
    judge: (seen) =>
      seen.length === 0
        ? pass(`Asked in the name of ${some(FOREIGN)}: none was let in.`)
        : fail(`The server lets pages of other sites read: ${some(seen.map(({ origin, allowed }) => `${origin} got ${allowed}`))}.`), // prettier-ignore
  }),
  check({
    id: 'HTTP-07',
    group: 'web',
    title: 'Pages elsewhere cannot change anything here',
    wrong: 'Pages elsewhere can change things here',
    severity: 'high',
    why: 'A page you visit could sign you in as somebody else or change your settings behind your back.',
    async observe({ http }) {
      const post = (type: string, origin: string | null) =>
        http.ask({
          from: 'asker',
          method: 'POST',
          path: '/api/v1/auth/login',
          headers: { 'content-type': type, ...(origin === null ? {} : { origin }) },
          // Nothing to sign in with: no try is counted, whatever the server thinks of the sender.
          body: '{}',
        });
      const foreign = await Promise.all(FOREIGN.map((origin) => post('application/json', origin)));
      const forms = await Promise.all(
        ['text/plain', 'application/x-www-form-urlencoded'].map((type) => post(type, null)),
      );
      return { foreign: foreign.map(({ status }) => status), forms: forms.map(({ status }) => status) };
    },
    judge({ foreign, forms }) {
      if (foreign.some((status) => status !== 403))
        return fail(`A request in the name of another site was answered with ${some(foreign.map(String))} instead of being refused.`); // prettier-ignore
      if (forms.some((status) => status !== 415))
        return fail(`What a form on another page could send was answered with ${some(forms.map(String))} instead of being refused.`); // prettier-ignore
      return pass(`${count(foreign.length, 'other site')} and ${count(forms.length, 'kind')} of form were refused.`);
    },
  }),
  check({
    id: 'HTTP-08',
    group: 'web',
    title: 'Nobody can keep the server busy by asking without end',
    wrong: {
      warn: 'Whoever asks too often is not told how long to wait',
      fail: 'Anybody can keep the server busy by asking without end',
    },
    severity: 'medium',
    why: 'One device gone wild could stop the film for everybody, and passwords could be guessed fast.',
    async observe(look) {
      if (look.system.sourceNet === null)
        throw new Unobservable('It needs a second local address to ask from, which this system does not have.');
      const most = 150;
      const ask = { from: 'burst', path: '/healthz', mayBeLimited: true } as const;
      const answers = await look.http.repeat(ask, most, ({ status }) => status === 429);
      const last = answers.at(-1);
      return last?.status === 429
        ? { refusedAt: answers.length, most, retryAfter: textOf(last.headers['retry-after']) }
        : { refusedAt: null, most: answers.length, retryAfter: null };
    },
    judge({ refusedAt, most, retryAfter }) {
      if (refusedAt === null) return fail(`${most} requests within a moment were all answered.`);
      return retryAfter === ''
        ? warn(`Request ${refusedAt} was refused, but nobody is told how long to wait.`)
        : pass(`From an address of our own, request ${refusedAt} within a minute was refused, with how long to wait.`);
    },
  }),
  check({
    id: 'HTTP-15',
    group: 'web',
    title: 'Errors tell strangers nothing about this computer',
    wrong: 'Bad requests break something, or show what is inside',
    severity: 'medium',
    why: 'Paths and program text in an error are a map for whoever wants in.',
    observe: lookAtAnswers,
    judge({ malformed, unreadable, missing, media }) {
      const answers = { malformed, unreadable, missing, media };
      const leaking = Object.entries(answers).filter(([, { body }]) => LEAK.test(body));
      if (leaking.length > 0) return fail(`Errors show what is inside: ${some(leaking.map(([kind]) => kind))}.`);
      const crashed = Object.entries(answers).filter(([, { status }]) => status >= 500);
      if (crashed.length > 0) return fail(`Bad requests broke something: ${some(crashed.map(([kind]) => kind))}.`);
      return pass(`${count(Object.keys(answers).length, 'bad request')} got a plain sentence each, and nothing more.`);
    },
  }),
  check({
    id: 'HTTP-16',
    group: 'web',
    title: 'The server does not say which programs it is made of',
    wrong: 'The server tells which programs it is made of',
    severity: 'low',
    why: 'A stranger could look up the known faults of exactly that version.',
    observe: lookAtAnswers,
    judge(answers) {
      const banners = Object.values(answers).flatMap(({ headers }) =>
        ['server', 'x-powered-by', 'via', 'x-aspnet-version'].filter((name) => headers[name] !== undefined),
      );
      return banners.length === 0
        ? pass('No answer names a program or a version.')
        : fail(`Answers say so in: ${some([...new Set(banners)])}.`);
    },
  }),
  check({
    id: 'HTTP-18',
    group: 'web',
    title: 'Requests that can be read in two ways are refused',
    wrong: 'Requests that can be read in two ways are taken',
    severity: 'medium',
    why: 'Behind a proxy, one request could hide inside another and be taken for somebody else’s.',
    async observe({ http }) {
      const head = 'Host: {host}\r\nConnection: close\r\n';
      return {
        'a request with two lengths': await http.raw('asker', `POST /api/v1/auth/login HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`), // prettier-ignore
        'a request for two servers': await http.raw(
          'asker',
          `GET /healthz HTTP/1.1\r\n${head}Host: evil.example\r\n\r\n`,
        ),
        TRACE: await http.raw('asker', `TRACE /healthz HTTP/1.1\r\n${head}\r\n`),
      };
    },
    judge(seen) {
      const taken = Object.entries(seen).filter(([, text]) => /^HTTP\/1\.1 [123]/.test(text));
      return taken.length === 0
        ? pass(`Refused: ${some(Object.keys(seen))}.`)
        : fail(`Taken as if they were sound: ${some(taken.map(([what]) => what))}.`);
    },
  }),
  check({
    id: 'UPL-01',
    group: 'web',
    title: 'Strangers cannot fill this computer by sending',
    wrong: 'Strangers can send as much as they like',
    severity: 'medium',
    why: 'Whoever may send without end fills the memory or the disk, and the house stands still.',
    // In pieces and without a length, so that it has to be counted while it is read.
    observe: ({ http }) =>
      http.raw(
        'asker',
        `POST /api/v1/auth/login HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${TOO_MUCH_BYTES.toString(16)}\r\n${' '.repeat(TOO_MUCH_BYTES)}\r\n0\r\n\r\n`,
      ),
    judge(text) {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      const what = `${TOO_MUCH_BYTES / 1024 ** 2} MB in one request`;
      if (status === undefined) return pass(`Sent ${what}: cut off.`);
      return status === '413' ? pass(`Sent ${what}: refused (413).`) : fail(`Sent ${what}: it was read to its end, and answered with ${status}.`); // prettier-ignore
    },
  }),
  check({
    id: 'HTTP-19',
    group: 'web',
    title: 'Browsers keep no private answers',
    wrong: 'Browsers keep private answers',
    severity: 'medium',
    why: 'Whoever uses the same computer after you could read what you saw.',
    observe: lookAtAnswers,
    judge({ page: _page, ...answers }) {
      const kept = Object.entries(answers).filter(
        ([, { headers }]) => !/\bno-store\b/.test(textOf(headers['cache-control'])),
      );
      return kept.length === 0
        ? pass(`All ${Object.keys(answers).length} kinds of answers are sent with no-store.`)
        : fail(`May be kept: ${some(kept.map(([kind]) => kind))}.`);
    },
  }),
  check({
    id: 'MED-15',
    group: 'web',
    title: 'No folder of this computer can be looked through',
    wrong: 'Files of this computer are shown by their place',
    severity: 'critical',
    why: 'Whoever asks for the right place would get your databases, your keys or any file of yours.',
    async observe({ http, house }) {
      // What stands in these files no answer may hold; each is there in every house.
      const marks = [(await readFile(house.data.current, 'utf8')).trim(), '"name": "holdfast"'];
      const up = '/..'.repeat(12);
      const file = encodeURI(house.data.current.replaceAll('\\', '/'));
      const places = [
        ['/assets/', '/media/', '/api/v1/', '/%2e%2e/', '/.git/', '/.env', '/current', '/package.json'],
        [`${up}${file}`, `/assets${up}${file}`, '/../../../package.json'],
        [`/${encodeURIComponent(`..${up}${house.data.current}`)}`, `/${file}`],
      ].flat();
      const shown: string[] = [];
      for (const place of places) {
        const text = await http.raw('walker', `GET ${place} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n`);
        if (marks.some((mark) => text.includes(mark)) || /<title>\s*(Index of|Directory listing)/i.test(text))
          shown.push(place);
      }
      return { shown, asked: places.length };
    },
    judge: ({ shown, asked }) =>
      shown.length === 0
        ? pass(`Asked for ${asked} places of files and folders: none was shown.`)
        : fail(`Shown: ${some(shown)}.`),
  }),
  check({
    id: 'LOG-09',
    group: 'web',
    title: 'Strangers see no figures of your house',
    wrong: 'Strangers see figures of your house',
    severity: 'low',
    why: 'Figures of who plays and how much tell a stranger when nobody is at home.',
    observe: async ({ http }) => {
      const answers = [];
      for (const path of ['/metrics', '/api/v1/metrics']) answers.push(await http.ask({ from: 'asker', path }));
      return answers;
    },
    judge: (answers) =>
      answers.some(({ status, body }) => status === 200 && /^(# (HELP|TYPE) |\w+(\{[^}]*\})? [\d.e+-]+$)/m.test(body))
        ? fail('The figures of this server are answered without signing in.')
        : pass('Asked without signing in, no figures came back.'),
  }),
  check({
    id: 'REP-01',
    group: 'web',
    title: 'Whoever finds a hole is told how to report it',
    wrong: {
      warn: 'What tells how to report a hole is out of date',
      fail: 'Whoever finds a hole is not told how to report it',
    },
    severity: 'low',
    why: 'A hole nobody can report in private becomes known to everybody at once.',
    observe: ({ http }) => http.ask({ from: 'asker', path: '/.well-known/security.txt' }),
    judge({ status, body }, now) {
      const expires = Date.parse(/^Expires: (.+)$/m.exec(body)?.[1] ?? '');
      if (status !== 200 || Number.isNaN(expires))
        return fail(`/.well-known/security.txt was answered with ${status}.`);
      return expires > now
        ? pass('/.well-known/security.txt is there and current.')
        : warn('security.txt has expired.');
    },
  }),
];
