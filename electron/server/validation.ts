import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import Value from 'typebox/value';
import { ApiError } from './api-error.ts';

/**
 * Parse what arrives by the route's schema (HTTP-12): unknown fields are dropped, numbers in addresses are read as
 * numbers, a body is taken as it is. What passes is trusted afterwards.
 */
export const compileSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (data: unknown) => {
    const cleaned = Value.Clean(schema, structuredClone(data ?? {}));
    const value = httpPart === 'body' ? cleaned : Value.Convert(schema, cleaned);
    if (validator.Check(value)) return { value };
    const first = validator.Errors(value)[0];
    const where = first?.instancePath.slice(1).replaceAll('/', '.') || (httpPart ?? 'input');
    return { error: new ApiError('bad-input', `${where}: ${first?.message ?? 'is not what this route takes'}.`) };
  };
};
