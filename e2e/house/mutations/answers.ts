// The server's answers and what it is asked, altered on the way.
import type { Alteration } from '../../fixtures/altering-proxy.ts';
import type { State } from '../../../electron/core/checklist/index.ts';

const dropHeader = (name: string): Alteration => ({
  answer: (_asked, { headers: { [name]: _dropped, ...headers }, ...rest }) => ({ ...rest, headers }),
});
const setHeader = (
  name: string,
  value: (asked: { headers: NodeJS.Dict<string | string[]> }) => string,
): Alteration => ({
  answer: (asked, { headers, ...rest }) => ({ ...rest, headers: { ...headers, [name]: value(asked) } }),
});
const answerOn = (
  path: string,
  change: (answer: { status: number; body: Buffer }) => { status?: number; body?: string },
): Alteration => ({
  answer(asked, answer) {
    if (asked.url !== path) return answer;
    const { status = answer.status, body = answer.body.toString() } = change(answer);
    const bytes = Buffer.from(body);
    return { status, headers: { ...answer.headers, 'content-length': bytes.length }, body: bytes };
  },
});

export const ALTERED: readonly {
  readonly id: string;
  readonly what: string;
  readonly state?: State;
  readonly by: Alteration;
}[] = [
  { id: 'HTTP-01', what: 'pages can be framed', by: dropHeader('x-frame-options') },
  { id: 'HTTP-02', what: 'browsers guess what a file is', by: dropHeader('x-content-type-options') },
  { id: 'HTTP-03', what: 'old browsers run injected code', by: setHeader('x-xss-protection', () => '0') },
  { id: 'HTTP-04', what: 'other sites learn which page one came from', by: setHeader('referrer-policy', () => 'unsafe-url') }, // prettier-ignore
  { id: 'HTTP-16', what: 'the framework names itself', by: setHeader('x-powered-by', () => 'Express') },
  {
    id: 'HTTP-18',
    what: 'TRACE is answered',
    by: { answer: (asked, answer) => (asked.method === 'TRACE' ? { ...answer, status: 200 } : answer) },
  },
  { id: 'HTTP-19', what: 'private answers may be kept', by: setHeader('cache-control', () => 'public, max-age=600') },
  { id: 'AUTH-13', what: 'anybody can register', by: answerOn('/api/v1/auth/register', () => ({ status: 201, body: '{}' })) }, // prettier-ignore
  { id: 'LOG-09', what: 'figures are public', by: answerOn('/metrics', () => ({ status: 200, body: '# TYPE streams gauge\nstreams 3\n' })) }, // prettier-ignore
  {
    id: 'LOG-14',
    what: 'the server is not well',
    by: {
      answer: (asked, answer) =>
        asked.url === '/healthz' && asked.headers['x-forwarded-for'] === undefined && answer.status === 200 && !isBurst(asked.socket.remoteAddress) // prettier-ignore
          ? { ...answer, status: 500 }
          : answer,
    },
  },
  {
    id: 'REP-01',
    what: 'nobody is told how to report',
    by: answerOn('/.well-known/security.txt', () => ({ status: 404 })),
  },
  { id: 'NET-01', what: 'it listens on every address', by: { host: '0.0.0.0' } },
];
const isBurst = (address = ''): boolean => address.endsWith('.3');
