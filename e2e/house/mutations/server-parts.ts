// The server composed with one part altered, as somebody might have written it: the real process, asked from outside.
import type { AlteredPart } from '../../fixtures/altered-server.ts';

const GUARDS = 'electron/server/guards.ts';
const APP = 'electron/server/app.ts';
const AUTH = 'electron/server/routes/auth.ts';

export const PARTS: readonly { readonly id: string; readonly what: string; readonly part: AlteredPart }[] = [
  {
    id: 'AUTH-02',
    what: 'a route lost its guard',
    part: {
      file: GUARDS,
      from: 'const guard = request.routeOptions.config.guard;',
      to: "const guard = request.routeOptions.url === '/api/v1/openapi.json' ? 'anonymous' : request.routeOptions.config.guard;",
    },
  },
  {
    id: 'AUTH-21',
    what: 'everybody sees every library',
    part: { file: 'electron/core/library/scope.ts', from: "viewer.role === 'owner' ? 1 : 0", to: '1' },
  },
  {
    id: 'SESS-03',
    what: 'signing out ends nothing',
    part: { file: AUTH, from: 'endSession(write, identity.accountId, identity.sessionId, clock.now());', to: '' },
  },
  {
    id: 'SESS-07',
    what: 'scripts can read the cookie',
    part: { file: 'electron/server/session-cookie.ts', from: "httpOnly: true, sameSite: 'strict', expires", to: "sameSite: 'strict', expires" }, // prettier-ignore
  },
  {
    id: 'SESS-09',
    what: 'signatures are not checked',
    part: {
      file: 'electron/server/tokens.ts',
      from: 'await jwtVerify(token, secret, {',
      to: "((..._: unknown[]) => ({ payload: JSON.parse(String(Buffer.from(token.split('.')[1] ?? '', 'base64url'))) }))({",
    },
  },
  {
    id: 'HTTP-05',
    what: 'the content policy has no default',
    part: { file: 'electron/server/security-headers.ts', from: `"default-src 'self'; media-src`, to: '"media-src' },
  },
  {
    id: 'HTTP-06',
    what: 'every origin is reflected',
    part: {
      file: APP,
      from: ".header('x-request-id', request.id);",
      to: ".header('x-request-id', request.id).header('access-control-allow-origin', request.headers.origin ?? '*');",
    },
  },
  {
    id: 'HTTP-07',
    what: 'nobody looks where a request comes from',
    part: { file: GUARDS, from: 'checkOrigin(request);', to: '' },
  },
  {
    id: 'HTTP-08',
    what: 'strangers may ask without end',
    part: { file: GUARDS, from: 'if (!taken.ok) throw', to: 'if (!taken.ok && bucket !== strangers) throw' },
  },
  {
    id: 'HTTP-09',
    what: 'wrong passwords are not counted',
    part: { file: AUTH, from: 'return countTry(write, address, key, now);', to: 'return () => {};' },
  },
  {
    id: 'HTTP-15',
    what: 'errors show where they come from',
    part: { file: APP, from: 'message: answer.message', to: 'message: String(error.stack)' },
  },
  {
    id: 'LOG-01',
    what: 'wrong passwords are not written down',
    part: { file: AUTH, from: 'audit.note({ at, event, accountId, detail: { address, device } });', to: '' },
  },
  {
    id: 'MED-15',
    what: 'folders are listed',
    part: {
      file: 'electron/server/static-shell.ts',
      from: 'if (!file) throw notFound();',
      to: "if (!file && path.endsWith('/')) return reply.type('text/html').send(`<title>Index of ${path}</title>`);\n if (!file) throw notFound();",
    },
  },
  {
    id: 'UPL-01',
    what: 'as much is read as anybody sends',
    part: { file: APP, from: 'bodyLimit: MAX_BODY_BYTES', to: 'bodyLimit: 1024 * MAX_BODY_BYTES' },
  },
  {
    id: 'RTMP-03',
    what: 'live streams are greeted',
    part: {
      file: 'electron/server/listeners.ts',
      from: 'socket.end(answerTo(error.code),',
      to: "socket.end('\\x03' + answerTo(error.code),",
    },
  },
  {
    id: 'NET-09',
    what: 'whoever says where he comes from is believed',
    part: {
      file: GUARDS,
      from: 'normaliseAddress(request.raw.socket.remoteAddress)',
      to: "(request.headers['x-forwarded-for'] as string | undefined) ?? normaliseAddress(request.raw.socket.remoteAddress)",
    },
  },
  {
    id: 'NET-16',
    what: 'any name is taken',
    part: { file: GUARDS, from: '|| !allowedHost(hosts[0], deps.knownHosts())', to: '' },
  },
  {
    id: 'DSK-02',
    what: 'nothing is forbidden',
    part: 'its limits',
  },
];
