import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { api, type Api, type RouteName } from '../../shared/lan/routes.ts';
import type { BodyOf, Guard, ParamsOf, QueryOf, ResponseOf, RouteSpec } from '../../shared/lan/route.ts';
import type { Identity } from '../core/accounts/index.ts';
import type { CapabilityRow } from '../core/streaming/index.ts';
import { PUBLIC_ROUTES } from './public-routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    guard?: Guard;
  }
  interface FastifyRequest {
    /** The client's address, normalised, behind whatever proxy is trusted. */
    address: string;
    identity: Identity | null;
    capability: CapabilityRow | null;
  }
}

type Who<G extends Guard> = G extends 'session'
  ? { readonly identity: Identity }
  : G extends 'capability'
    ? { readonly capability: CapabilityRow; readonly identity: Identity }
    : unknown;

/** What a route handler is given: parsed input and whoever the guard let in. */
export type Call<N extends RouteName> = {
  readonly params: ParamsOf<Api[N]>;
  readonly query: QueryOf<Api[N]>;
  readonly body: BodyOf<Api[N]>;
  readonly address: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
} & Who<Api[N]['guard']>;

/** Answers with the route's JSON; undefined sends 204, or nothing when the handler took the reply over. */
export type Handler<N extends RouteName> = (
  call: Call<N>,
) => ResponseOf<Api[N]> | Promise<ResponseOf<Api[N]>> | FastifyReply | Promise<FastifyReply> | Promise<void> | void;

export type RouteHandlers = { readonly [N in RouteName]: Handler<N> };

/**
 * Register every route of the LAN API with its handler.
 *
 * Default deny (law 1): a route that reaches Fastify without a declared guard, or an anonymous one missing from
 * `public-routes.ts`, throws here, before anything listens.
 */
export function registerRoutes(app: FastifyInstance, handlers: RouteHandlers): void {
  const publicPaths = new Set<string>(PUBLIC_ROUTES.map((name) => api[name].path));
  app.addHook('onRoute', (route) => {
    const guard = route.config?.guard;
    if (!guard) throw new Error(`Route ${route.url} declares no guard.`);
    if (guard === 'anonymous' && !publicPaths.has(route.url))
      throw new Error(`Route ${route.url} is not a public one.`);
  });
  for (const name of Object.keys(api) as RouteName[]) register(app, api[name], handlers[name] as Handler<RouteName>);
}

function register(app: FastifyInstance, spec: RouteSpec, handler: Handler<RouteName>): void {
  app.route({
    method: spec.method,
    url: spec.path,
    config: { guard: spec.guard },
    schema: {
      ...(spec.params && { params: spec.params }),
      ...(spec.query && { querystring: spec.query }),
      ...(spec.body && { body: spec.body }),
    },
    handler: async (request, reply) => {
      const { params, query, body, address, identity, capability } = request;
      const call = { params, query, body, address, identity, capability, request, reply } as Call<RouteName>;
      const answer: unknown = await handler(call);
      if (reply.sent || answer === reply) return reply;
      return answer === undefined ? reply.code(204).send() : reply.send(answer);
    },
  });
}
