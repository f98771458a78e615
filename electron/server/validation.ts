import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import Value from 'typebox/value';
import { ApiError } from './api-error.ts';

/** HTTP-12; ours nest four levels. Deeper input would overflow the stack of whatever walks it. */
const MAX_DEPTH = 32;

// By itself `Clean` copies and sorts the whole schema each time, narrow variants first: a tenth of a millisecond a request.
// Ours are literals, numbers and null, of which one at most can match; variants that are objects would stand narrow first.
Settings.Set({ unionPrioritySort: false });

/**
 * Parse what arrives by the route's schema (HTTP-12): unknown fields are dropped, numbers in addresses are read as
 * numbers, a body is taken as it is. What passes is trusted afterwards.
 */
export const compileSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (data: unknown) => {
    if (isDeeperThan(data, MAX_DEPTH)) return { error: new ApiError('bad-input', 'That is nested too deeply.') };
    const cleaned = Value.Clean(schema, structuredClone(data ?? {}));
    const fraction = httpPart === 'body' ? null : notWhole(schema, cleaned);
    if (fraction !== null) return { error: new ApiError('bad-input', `${fraction}: must be a whole number.`) };
    const value = httpPart === 'body' ? cleaned : Value.Convert(schema, cleaned);
    if (validator.Check(value)) return { value };
    const first = validator.Errors(value)[0];
    const where = first?.instancePath.slice(1).replaceAll('/', '.') || (httpPart ?? 'input');
    return { error: new ApiError('bad-input', `${where}: ${first?.message ?? 'is not what this route takes'}.`) };
  };
};

/** The first field of an address that should be a whole number and is not: `Convert` would cut "1.5" down to 1. */
function notWhole(schema: TSchema, input: unknown): string | null {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  const given = input as Readonly<Record<string, unknown>>;
  for (const [name, { type }] of Object.entries(properties)) {
    const text = given[name];
    if (type === 'integer' && text !== undefined && (typeof text !== 'string' || !/^-?\d+$/.test(text))) return name;
  }
  return null;
}

/** Level by level and not by recursion, since depth is what is in doubt. */
function isDeeperThan(data: unknown, levels: number): boolean {
  let level = [data];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
