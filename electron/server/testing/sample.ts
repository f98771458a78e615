import type { TSchema } from 'typebox';
import type { RouteSpec } from '../../../shared/lan/route.ts';
import { api, type RouteName } from '../../../shared/lan/routes.ts';

export const NO_SUCH_ID = 'f'.repeat(32);
export const NO_SUCH_CAPABILITY = 'A'.repeat(43);

/** Every route of the LAN, whatever was added since. */
export const routes = Object.entries(api) as [RouteName, RouteSpec][];

/** A value that a schema takes: the least of everything, so that a route meets a test with good input. */
export function sampleOf(schema: TSchema): unknown {
  const { type, properties, required, anyOf, pattern, minLength, minimum } = schema as {
    type?: string;
    properties?: Record<string, TSchema>;
    required?: string[];
    anyOf?: TSchema[];
    pattern?: string;
    minLength?: number;
    minimum?: number;
  };
  if ('const' in schema) return schema.const;
  if (anyOf) return sampleOf(anyOf[0]!);
  if (type === undefined) throw new Error('Teach sampleOf schemas without a type.');
  switch (type) {
    case 'object':
      return Object.fromEntries((required ?? []).map((name) => [name, sampleOf(properties![name]!)]));
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return minimum ?? 0;
    case 'string':
      if (pattern === '^[0-9a-f]{32}$') return NO_SUCH_ID;
      if (pattern === '^[A-Za-z0-9_-]{43}$') return NO_SUCH_CAPABILITY;
      if (pattern !== undefined) throw new Error(`Teach sampleOf the pattern ${pattern}.`);
      return 'x'.repeat(minLength ?? 1);
    default:
      throw new Error(`Teach sampleOf the type ${type}.`);
  }
}

/** A well-formed request for a route; `params` replaces parts of its path. */
export function sampleRequest(spec: RouteSpec, params: Readonly<Record<string, string>> = {}) {
  const sample = (spec.params ? sampleOf(spec.params) : {}) as Record<string, string>;
  const path = spec.path
    .replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? sample[name]!)
    .replace(/\*$/, params['*'] ?? '');
  return { path, method: spec.method, ...(spec.body && { body: sampleOf(spec.body) }) };
}
