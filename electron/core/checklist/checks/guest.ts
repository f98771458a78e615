// What somebody meets who may sign in and see nothing: let in for a moment, looked at from outside, and gone again.
import { PROBE_DEVICE } from '../../../../shared/own-probe.ts';
import { check, count, fail, pass, some } from '../check.ts';
import type { Look } from '../look.ts';
import { Unobservable } from '../unobservable.ts';

/** Of each library one title of each kind is asked for; more would only say the same again. */
const MOST_TITLES = 12;

type Hidden = { readonly id: string; readonly artId: string | null };
type Visit = {
  /** `Set-Cookie` of the sign-in, without its value. */
  readonly cookie: string | null;
  /** Status of the same question before and after signing out. */
  readonly signedIn: number;
  readonly signedOut: number;
  readonly titles: number;
  /** What was shown of what nobody granted. */
  readonly shown: readonly string[];
};

const VISIT_BODIES = {
  playback: JSON.stringify({ capabilities: { containers: ['mp4'], video: ['h264'], audio: ['aac'], hls: false } }),
  watched: JSON.stringify({ watched: false }),
  favorite: JSON.stringify({ favorite: false }),
} as const;

/** Titles of libraries that `guest` was not granted, one of each kind. */
const hiddenFrom = (look: Look, guest: string): Hidden[] =>
  look.readAll((db) =>
    db
      .prepare<[string, number], Hidden>(
        `SELECT one.id, (SELECT w.id FROM artwork w WHERE w.item_id = one.id LIMIT 1) AS artId
         FROM (SELECT min(i.id) AS id FROM item i WHERE i.library_id NOT IN
                 (SELECT g.library_id FROM manager.library_grant g JOIN manager.account a ON a.id = g.account_id WHERE a.name = ?)
               GROUP BY i.library_id, i.kind) one
         LIMIT ?`,
      )
      .all(guest, MOST_TITLES),
  );

/** Sign in, ask for what is hidden, sign out, ask again. */
export const visitAsGuest = (look: Look): Promise<Visit> =>
  look.once('guest', async () => {
    // Nobody is made up for a house that lets nobody in.
    if (look.house.addresses.length === 0) throw new Unobservable('The house is closed: nobody can sign in.');
    return look.house.asGuest(async ({ name, password }) => {
      const json = { 'content-type': 'application/json' };
      const entered = await look.http.ask({
        from: 'guest',
        method: 'POST',
        path: '/api/v1/auth/login',
        headers: json,
        body: JSON.stringify({ username: name, password, device: PROBE_DEVICE }),
      });
      if (entered.status !== 200)
        throw new Unobservable(`Signing in as somebody made up was answered with ${entered.status}.`);
      const { accessToken } = JSON.parse(entered.body) as { accessToken: string };
      const headers = { authorization: `Bearer ${accessToken}` };
      const get = (path: string) => look.http.ask({ from: 'guest', path, headers });
      const send = (method: string, path: string, body: string) =>
        look.http.ask({ from: 'guest', method, path, headers: { ...headers, ...json }, body });

      const signedIn = (await get('/api/v1/auth/me')).status;
      const titles = hiddenFrom(look, name);
      const shown: string[] = [];
      for (const { id, artId } of titles) {
        const item = `/api/v1/items/${id}`;
        const answers = {
          'what it is': await get(item),
          'what is in it': await get(`${item}/children`),
          'its film': await send('POST', `${item}/playback`, VISIT_BODIES.playback),
          'whether it was watched': await send('PUT', `${item}/watched`, VISIT_BODIES.watched),
          'whether it is liked': await send('PUT', `${item}/favorite`, VISIT_BODIES.favorite),
          ...(artId === null ? {} : { 'its picture': await get(`/media/img/${artId}/240`) }),
        };
        for (const [what, { status }] of Object.entries(answers)) if (status !== 404) shown.push(`${what} (${status})`);
      }
      const lists = [await get('/api/v1/libraries'), await get('/api/v1/home'), await get('/api/v1/items')];
      if (titles.some(({ id }) => lists.some(({ body }) => body.includes(id)))) shown.push('its name in a list');

      await send('POST', '/api/v1/auth/logout', '{}');
      const signedOut = (await get('/api/v1/auth/me')).status;
      const [cookie] = entered.headers['set-cookie'] ?? [];
      return { cookie: cookie?.replace(/=[^;]*/, '=…') ?? null, signedIn, signedOut, titles: titles.length, shown };
    });
  });

/** What a cookie should be told and is not (SESS-07); over plain HTTP browsers refuse `Secure`. */
export function cookieProblems(cookie: string): string[] {
  const flags = cookie.split(';').map((part) => part.trim().toLowerCase());
  return [
    ...(flags.includes('httponly') ? [] : ['programs in a page can read it']),
    ...(flags.includes('samesite=strict') ? [] : ['other sites can have it sent']),
    ...(flags.includes('path=/') ? [] : ['it is not for the whole server']),
    ...(flags.some((flag) => flag.startsWith('domain=')) ? ['other names of this server get it'] : []),
  ];
}

export const GUEST = [
  check({
    id: 'SESS-03',
    group: 'accounts',
    title: 'Signing out ends it at once',
    wrong: 'A sign-in still works after signing out',
    severity: 'high',
    why: 'Whoever has a copy of it would stay signed in as somebody who left.',
    isVisit: true,
    observe: visitAsGuest,
    judge: ({ signedIn, signedOut }) => {
      if (signedIn !== 200) return fail(`Somebody made up signed in, and was answered with ${signedIn}.`);
      return signedOut === 401
        ? pass('Somebody made up signed in and out; what was good before was refused after (401).')
        : fail(`After signing out, the same sign-in was answered with ${signedOut}.`);
    },
  }),
  check({
    id: 'SESS-07',
    group: 'accounts',
    title: 'The cookie of a sign-in is for this server alone',
    wrong: 'The cookie of a sign-in can get into other hands',
    severity: 'high',
    why: 'Whoever gets the cookie is signed in as its person.',
    isVisit: true,
    observe: visitAsGuest,
    judge: ({ cookie }) => {
      if (cookie === null) return fail('Signing in set no cookie.');
      const problems = cookieProblems(cookie);
      return problems.length === 0
        ? pass(`Seen at a sign-in: ${cookie}. Secure comes with HTTPS, which this version does not have.`)
        : fail(`Seen at a sign-in: ${cookie}. So ${some(problems)}.`);
    },
  }),
  check({
    id: 'AUTH-21',
    group: 'accounts',
    title: 'Nobody sees what was not shown to them',
    wrong: 'Somebody sees what was not shown to them',
    severity: 'high',
    why: 'A child or a guest could find and play what you keep from them.',
    isVisit: true,
    observe: visitAsGuest,
    judge: ({ titles, shown }) => {
      if (shown.length > 0)
        return fail(`Somebody made up, who may see nothing, was shown ${some([...new Set(shown)])}.`);
      return titles === 0
        ? pass('Somebody made up, who may see nothing, was shown nothing. There is no title yet to ask for.')
        : pass(`Somebody made up, who may see nothing, asked for ${count(titles, 'title')} in every way: none was there (404).`); // prettier-ignore
    },
  }),
];
