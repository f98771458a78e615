import { api, type Api, type RouteName } from '../../shared/lan/routes.ts';
import type { BodyOf, ParamsOf, QueryOf, ResponseOf } from '../../shared/lan/route.ts';
import { ERROR_CODES, type ApiError, type ErrorCode } from '../../shared/lan/schemas.ts';
import { fail, ok, type Failure, type Result } from '../../shared/result.ts';
import { withTriesLeft } from './words/tries.ts';

/** How a call can fail: what the server says, or `unreachable` when nobody answered. */
export type CallCode = ErrorCode | 'unreachable';
export type CallFailure = Failure<CallCode>;

type Given<Key extends string, Value> = Value extends undefined
  ? unknown
  : Record<string, never> extends Value
    ? { readonly [K in Key]?: Value }
    : { readonly [K in Key]: Value };

type CallInput<N extends RouteName> = Given<'params', ParamsOf<Api[N]>> &
  Given<'query', QueryOf<Api[N]>> &
  Given<'body', BodyOf<Api[N]>> & {
    readonly signal?: AbortSignal;
    /** The call must outlive the page, as the last word on leaving does. */
    readonly keepalive?: boolean;
  };

type LooseInput = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly keepalive?: boolean;
};

/** What every call tells, whoever made it. */
export type Outcome = 'answered' | CallCode;
type Listener = (outcome: Outcome, route: RouteName) => void;
const listeners = new Set<Listener>();

/** Hear how each call ended. Connection and session live by this; pages use the call's own result. */
export function onOutcome(listener: Listener): void {
  listeners.add(listener);
}

/**
 * Call a route of the LAN API by its name.
 *
 * @returns the route's JSON answer (undefined where it has none), or the failure. Rejects only when `signal` aborts.
 */
export async function call<N extends RouteName>(
  name: N,
  ...[input]: Record<string, never> extends CallInput<N> ? [input?: CallInput<N>] : [input: CallInput<N>]
): Promise<Result<ResponseOf<Api[N]>, CallCode>> {
  const { method, path } = api[name];
  const { params, query, body, signal, keepalive }: LooseInput = input ?? {};
  const result = await send<ResponseOf<Api[N]>>(fill(path, params) + search(query), {
    method,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal === undefined ? {} : { signal }),
    ...(keepalive === undefined ? {} : { keepalive }),
  });
  const outcome = result.ok ? 'answered' : result.failure.code;
  for (const listener of listeners) listener(outcome, name);
  return result;
}

async function send<T>(url: string, init: RequestInit): Promise<Result<T, CallCode>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, init);
    text = await response.text();
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    return fail('unreachable', 'The server does not answer.');
  }
  if (!response.ok) return { ok: false, failure: failureOf(response, text) };
  return ok((text === '' ? undefined : JSON.parse(text)) as T);
}

function failureOf({ status, headers }: Response, text: string): CallFailure {
  const error = parseError(text);
  if (error?.code === 'wrong-credentials')
    return { ...error, message: withTriesLeft(error.message, headers.get('ratelimit-remaining')) };
  if (error !== null) return error;
  if (status === 401) return { code: 'not-signed-in', message: 'Sign in to go on.' };
  if (status === 503) return { code: 'house-closed', message: 'This server is closed.' };
  return { code: 'internal', message: 'The server could not do this. Try again.' };
}

function parseError(text: string): CallFailure | null {
  try {
    const { code, message } = JSON.parse(text) as Partial<ApiError>;
    const known = ERROR_CODES.find((one) => one === code);
    return known === undefined || message === undefined ? null : { code: known, message };
  } catch {
    return null;
  }
}

const fill = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));

function search(query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
