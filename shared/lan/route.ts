import type { Static, TSchema } from 'typebox';

/**
 * Who may call a route.
 * - `anonymous`: anyone the gate lets in; the complete list stands in `server/public-routes.ts`.
 * - `session`: a signed-in account, by bearer token or cookie; what it sees is cut by its scope.
 * - `capability`: whoever holds the unguessable path, itself bound to a living session.
 */
export type Guard = 'anonymous' | 'session' | 'capability';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One route of the LAN API: everything the server, the player and the OpenAPI document need to know about it. */
export type RouteSpec = {
  readonly method: Method;
  /** Whole path with Fastify parameters, e.g. `/api/v1/items/:id`. */
  readonly path: string;
  readonly guard: Guard;
  readonly summary: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** JSON answer of status 200; absent where the route answers 204 or bytes. */
  readonly response?: TSchema;
  /** Media type of an answer that is not JSON. */
  readonly bytes?: string;
};

/** Keeps the literal types of a route's schemas. */
export const route = <const R extends RouteSpec>(spec: R): R => spec;

type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends TSchema } ? Static<S> : undefined;
export type ParamsOf<R extends RouteSpec> = Part<R, 'params'>;
export type QueryOf<R extends RouteSpec> = Part<R, 'query'>;
export type BodyOf<R extends RouteSpec> = Part<R, 'body'>;
export type ResponseOf<R extends RouteSpec> = Part<R, 'response'>;
