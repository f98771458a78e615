/**
 * The whole LAN API, one entry a route. The server registers exactly these, the player calls exactly these, and the
 * OpenAPI document is made from them, so the three cannot drift apart.
 */
import { Type } from 'typebox';
import { route, type RouteSpec } from './route.ts';
import {
  Account,
  ClientCapabilities,
  Id,
  ItemCard,
  ItemDetail,
  ItemKind,
  ItemPage,
  Library,
  Milliseconds,
  Moment,
  Playback,
  PlaybackState,
  Session,
  StreamIndex,
} from './schemas.ts';

const ById = Type.Object({ id: Id });
const Capability = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const Variant = Type.Integer({ minimum: 0, maximum: 15 });
const Username = Type.String({ minLength: 1, maxLength: 64 });
/** Longer than any password we accept, so that a policy answer and not a schema error meets a long one. */
const Password = Type.String({ minLength: 1, maxLength: 4096 });

export const api = {
  health: route({
    method: 'GET',
    path: '/healthz',
    guard: 'anonymous',
    summary: 'Whether the house is open; no details',
    response: Type.Object({
      status: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('lockdown')]),
    }),
  }),
  login: route({
    method: 'POST',
    path: '/api/v1/auth/login',
    guard: 'anonymous',
    summary: 'Sign in; also sets the hf_session cookie. A 401 carries RateLimit-Remaining: how many tries are left',
    body: Type.Object({
      username: Username,
      password: Password,
      device: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
      newPassword: Type.Optional({
        ...Password,
        description: 'only after `password-change-due`: the password that takes the place of the one that was given',
      }),
    }),
    response: Type.Object({ accessToken: Type.String(), expiresAt: Moment, account: Account }),
  }),
  logout: route({
    method: 'POST',
    path: '/api/v1/auth/logout',
    guard: 'session',
    summary: 'End this session on the server and clear the cookie',
  }),
  me: route({
    method: 'GET',
    path: '/api/v1/auth/me',
    guard: 'session',
    summary: 'The signed-in account and the name of this server',
    response: Type.Object({ account: Account, expiresAt: Moment, serverName: Type.String() }),
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/v1/auth/password',
    guard: 'session',
    summary: 'Change the own password; ends every other session and renews this one',
    body: Type.Object({ current: Password, new: Password }),
    response: Type.Object({ accessToken: Type.String(), expiresAt: Moment, account: Account }),
  }),
  sessions: route({
    method: 'GET',
    path: '/api/v1/auth/sessions',
    guard: 'session',
    summary: 'Where this account is signed in',
    response: Type.Object({ sessions: Type.Array(Session) }),
  }),
  revokeSession: route({
    method: 'DELETE',
    path: '/api/v1/auth/sessions/:id',
    guard: 'session',
    summary: 'Sign one of the own devices out; its streams are cut',
    params: ById,
  }),
  revokeAllSessions: route({
    method: 'POST',
    path: '/api/v1/auth/sessions/revoke-all',
    guard: 'session',
    summary: 'Sign the own account out everywhere, this device included',
  }),
  home: route({
    method: 'GET',
    path: '/api/v1/home',
    guard: 'session',
    summary: 'The rows of the first screen',
    response: Type.Object({
      continueWatching: Type.Array(ItemCard),
      nextUp: Type.Array(ItemCard, { description: 'the next episode of every show somebody is in' }),
      recentlyAdded: Type.Object({
        film: Type.Array(ItemCard),
        show: Type.Array(ItemCard, { description: 'shows by their newest episode' }),
        music: Type.Array(ItemCard, { description: 'albums by their newest track' }),
        photo: Type.Array(ItemCard),
      }),
      libraries: Type.Array(Library),
    }),
  }),
  libraries: route({
    method: 'GET',
    path: '/api/v1/libraries',
    guard: 'session',
    summary: 'The libraries this account may see',
    response: Type.Object({ libraries: Type.Array(Library) }),
  }),
  items: route({
    method: 'GET',
    path: '/api/v1/items',
    guard: 'session',
    summary: 'Browse or search, by keyset pages. Without a kind: films, shows, albums and photos; a search finds all',
    query: Type.Object({
      library: Type.Optional(Id),
      kind: Type.Optional(ItemKind),
      search: Type.Optional(Type.String({ maxLength: 100 })),
      sort: Type.Optional(
        Type.Union([Type.Literal('title'), Type.Literal('added'), Type.Literal('year'), Type.Literal('taken')], {
          description: 'Without one: photos and their albums by when they were taken, newest first; all else by title',
        }),
      ),
      order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
      cursor: Type.Optional(Type.String({ maxLength: 600 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: ItemPage,
  }),
  item: route({
    method: 'GET',
    path: '/api/v1/items/:id',
    guard: 'session',
    summary: 'One item with its versions and tracks',
    params: ById,
    response: ItemDetail,
  }),
  itemChildren: route({
    method: 'GET',
    path: '/api/v1/items/:id/children',
    guard: 'session',
    summary: 'What an item contains, in its own order: by number, albums by year, photos oldest first',
    params: ById,
    query: Type.Object({
      cursor: Type.Optional(Type.String({ maxLength: 600 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: ItemPage,
  }),
  startPlayback: route({
    method: 'POST',
    path: '/api/v1/items/:id/playback',
    guard: 'session',
    summary: 'Decide how to play an item for this client and open a playback',
    params: ById,
    body: Type.Object({
      capabilities: ClientCapabilities,
      versionId: Type.Optional(Id),
      audio: Type.Optional(StreamIndex),
      subtitle: Type.Optional(Type.Union([StreamIndex, Type.Null()], { description: 'null for none' })),
      maxHeight: Type.Optional(Type.Integer({ minimum: 144, maximum: 4320 })),
      startMs: Type.Optional(Milliseconds),
    }),
    response: Playback,
  }),
  progress: route({
    method: 'PUT',
    path: '/api/v1/playback/:id/progress',
    guard: 'session',
    summary: 'Where the viewer is; kept across devices',
    params: ById,
    body: Type.Object({ positionMs: Milliseconds, paused: Type.Boolean() }),
  }),
  playbackState: route({
    method: 'GET',
    path: '/api/v1/playback/:id',
    guard: 'session',
    summary: 'Whether a converted playback waits for its turn',
    params: ById,
    response: PlaybackState,
  }),
  endPlayback: route({
    method: 'DELETE',
    path: '/api/v1/playback/:id',
    guard: 'session',
    summary: 'Close a playback; its media path dies',
    params: ById,
  }),
  chooseSubtitle: route({
    method: 'PUT',
    path: '/api/v1/playback/:id/subtitle',
    guard: 'session',
    summary: 'Remember a subtitle chosen while playing; what is drawn into the picture takes a new playback',
    params: ById,
    body: Type.Object({ subtitle: Type.Union([StreamIndex, Type.Null()], { description: 'null for none' }) }),
  }),
  setWatched: route({
    method: 'PUT',
    path: '/api/v1/items/:id/watched',
    guard: 'session',
    summary: 'Mark as watched or not; a show, season, artist or album with all that is in it',
    params: ById,
    body: Type.Object({ watched: Type.Boolean() }),
  }),
  setFavorite: route({
    method: 'PUT',
    path: '/api/v1/items/:id/favorite',
    guard: 'session',
    summary: 'Add to or take from the favourites',
    params: ById,
    body: Type.Object({ favorite: Type.Boolean() }),
  }),
  openapi: route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    guard: 'session',
    summary: 'This document',
    bytes: 'application/json',
  }),
  image: route({
    method: 'GET',
    path: '/media/img/:id/:width',
    guard: 'session',
    summary: 'A picture, re-encoded by us at one of four widths',
    params: Type.Object({
      id: Id,
      width: Type.Union([Type.Literal('240'), Type.Literal('480'), Type.Literal('960'), Type.Literal('1920')]),
    }),
    bytes: 'image/jpeg',
  }),
  stream: route({
    method: 'GET',
    path: '/media/p/:capability/file',
    guard: 'capability',
    summary: 'The file as it is, with byte ranges (RFC 9110)',
    params: Type.Object({ capability: Capability }),
    bytes: 'application/octet-stream',
  }),
  masterPlaylist: route({
    method: 'GET',
    path: '/media/p/:capability/master.m3u8',
    guard: 'capability',
    summary: 'The sizes a converted playback is offered in (HLS, RFC 8216)',
    params: Type.Object({ capability: Capability }),
    bytes: 'application/vnd.apple.mpegurl',
  }),
  mediaPlaylist: route({
    method: 'GET',
    path: '/media/p/:capability/:variant/index.m3u8',
    guard: 'capability',
    summary: 'Every segment of one size, made or not',
    params: Type.Object({ capability: Capability, variant: Variant }),
    bytes: 'application/vnd.apple.mpegurl',
  }),
  initSegment: route({
    method: 'GET',
    path: '/media/p/:capability/:variant/init.mp4',
    guard: 'capability',
    summary: 'What goes before the segments of one size; waits until it is made',
    params: Type.Object({ capability: Capability, variant: Variant }),
    bytes: 'video/mp4',
  }),
  segment: route({
    method: 'GET',
    path: '/media/p/:capability/:variant/:index.m4s',
    guard: 'capability',
    summary: 'One segment; waits until it is made',
    params: Type.Object({
      capability: Capability,
      variant: Variant,
      index: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
    }),
    bytes: 'video/mp4',
  }),
  subtitle: route({
    method: 'GET',
    path: '/media/p/:capability/subtitles/:index.vtt',
    guard: 'capability',
    summary: 'A text subtitle as WebVTT; waits until it is made',
    params: Type.Object({ capability: Capability, index: StreamIndex }),
    bytes: 'text/vtt',
  }),
  securityTxt: route({
    method: 'GET',
    path: '/.well-known/security.txt',
    guard: 'anonymous',
    summary: 'How to report a vulnerability (RFC 9116)',
    bytes: 'text/plain',
  }),
  shell: route({
    method: 'GET',
    path: '/*',
    guard: 'anonymous',
    summary: "The player's static files",
    bytes: 'text/html',
  }),
} satisfies Record<string, RouteSpec>;

export type Api = typeof api;
export type RouteName = keyof Api;
