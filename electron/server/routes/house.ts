import { openApiDocument } from '../../../shared/lan/openapi.ts';
import type { Context } from '../context.ts';
import type { RouteHandlers } from '../router.ts';
import { createStaticShell } from '../static-shell.ts';

type Routes = Pick<RouteHandlers, 'health' | 'openapi' | 'securityTxt' | 'shell'>;

const YEAR_MS = 365 * 24 * 3_600_000;

/** Health, the API's own description, how to report, and the player's files. */
export function houseRoutes({ read, version, clock }: Context, shellFolder: string): Routes {
  const shell = createStaticShell(shellFolder);
  return {
    health() {
      // A read that fails throws, and the answer is 500: no database is not "ok".
      read.prepare('SELECT 1 FROM manager.house').get();
      return { status: 'ok' };
    },
    openapi: ({ reply }) => reply.type('application/json').send(openApiDocument(version)),
    securityTxt: ({ reply }) =>
      reply
        .type('text/plain; charset=utf-8')
        .send(
          [
            '# About this server, speak to the person who runs it.',
            '# A fault in Holdfast itself is reported in private, as SECURITY.md beside its source says.',
            `Expires: ${new Date(clock.now() + YEAR_MS).toISOString()}`,
            'Preferred-Languages: en',
            '',
          ].join('\n'),
        ),
    shell: ({ request, reply }) => shell(request, reply),
  };
}
