import cookie from '@fastify/cookie';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { createCapabilityReader } from '../core/streaming/index.ts';
import { ApiError, notFound } from './api-error.ts';
import type { Context } from './context.ts';
import { createGuards } from './guards.ts';
import { registerRoutes } from './router.ts';
import { authRoutes } from './routes/auth.ts';
import { hlsRoutes } from './routes/hls.ts';
import { houseRoutes } from './routes/house.ts';
import { libraryRoutes } from './routes/library.ts';
import { mediaRoutes } from './routes/media.ts';
import { streamingRoutes } from './routes/streaming.ts';
import { PAGE_HEADERS } from './security-headers.ts';
import { compileSchema } from './validation.ts';

/** HTTP-12. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The LAN side as a Fastify instance that does not listen: hooks in the order of law 1, then every route of the API.
 *
 * @param knownHosts addresses and names this server may be asked for by (NET-16).
 * @param shellFolder where the built player lies.
 */
export async function createApp(
  context: Context,
  knownHosts: () => { readonly addresses: readonly string[]; readonly names: readonly string[] },
  shellFolder: string,
): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    // A UUID, because Node makes many of them at once, and other random bytes each by themselves.
    genReqId: () => randomUUID().replaceAll('-', '').slice(0, 16),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    // Addresses the router cannot read come here before any hook; without this Fastify answers by itself (HTTP-15).
    frameworkErrors: (error, request, reply) => {
      setPageHeaders(request, reply);
      sendError(context, error, request, reply);
    },
  });
  await app.register(cookie);
  // Forms and text are what a page elsewhere could send without asking (HTTP-07).
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(compileSchema);
  app.decorateRequest('address', '');
  app.decorateRequest('identity', null);
  app.decorateRequest('capability', null);

  app.addHook('onRequest', async (request, reply) => {
    setPageHeaders(request, reply);
    logWhenOver(context.log, request, reply);
  });
  const guard = createGuards({
    ...context,
    capabilityOf: createCapabilityReader(context.read),
    sessionIdentity: context.sessions.identify,
    isOpen: () => context.gate.isOpen,
    knownHosts,
  });
  app.addHook('onRequest', guard);
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => sendError(context, error, request, reply));
  app.setNotFoundHandler(() => {
    throw notFound();
  });
  registerRoutes(app, {
    ...authRoutes(context),
    ...libraryRoutes(context),
    ...streamingRoutes(context),
    ...mediaRoutes(context),
    ...hlsRoutes(context),
    ...houseRoutes(context, shellFolder),
  });
  await app.ready();
  return app;
}

function setPageHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(PAGE_HEADERS).header('cache-control', 'no-store').header('x-request-id', request.id);
}

/**
 * One line a request (LOG-03), when its answer is over: sent, cut by us, or left by its client. Fastify's `onResponse` hears
 * of the first alone.
 */
function logWhenOver(log: Context['log'], request: FastifyRequest, { raw }: FastifyReply): void {
  const startedAt = performance.now();
  raw.once('close', () =>
    log.info('request', {
      requestId: request.id,
      method: request.method,
      // LOG-05: the route and never the address asked for, which may hold a capability.
      route: request.routeOptions.url,
      // null: it left before there was an answer.
      status: raw.headersSent ? raw.statusCode : null,
      isWhole: raw.writableFinished,
      address: request.address,
      ms: Math.round(performance.now() - startedAt),
    }),
  );
}

/** HTTP-15: one place where a thrown thing becomes an answer; what we did not mean to say stays in the log. */
function sendError(
  { log }: Context,
  error: FastifyError | ApiError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const answer = error instanceof ApiError ? error : fromFastify(error);
  if (answer.code === 'internal') log.error('request.failed', { requestId: request.id, error });
  if (answer.retryAfterMs !== null) void reply.header('retry-after', Math.ceil(answer.retryAfterMs / 1000));
  return reply
    .code(answer.status)
    .type('application/json')
    .send({ code: answer.code, message: answer.message, requestId: request.id });
}

function fromFastify(error: FastifyError): ApiError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ApiError('too-large', 'That is too much at once.');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ApiError('wrong-media-type', 'Send JSON.');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new ApiError('bad-input', 'The request could not be read. Send JSON as the API document describes.');
  return new ApiError('internal', 'Something went wrong here. The owner finds it in the log under this request id.');
}
