import { Type, type TSchema } from 'typebox';
import type { RouteSpec } from './route.ts';
import { api } from './routes.ts';
import { ApiError } from './schemas.ts';

/** The OpenAPI 3.1 document of the whole LAN API, made from the same table the server registers (TST-03). */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, spec] of Object.entries(api) as [string, RouteSpec][]) {
    const path = spec.path.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');
    (paths[path] ??= {})[spec.method.toLowerCase()] = operation(name, spec);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version,
      description: 'What clients on the home network may ask. No administration here.',
    },
    paths,
    components: {
      schemas: { Error: ApiError },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'hf_session' },
      },
    },
  };
}

function operation(name: string, spec: RouteSpec): Record<string, unknown> {
  const success = spec.response
    ? { 200: { description: 'Done', content: { 'application/json': { schema: spec.response } } } }
    : spec.bytes
      ? { 200: { description: 'Bytes', content: { [spec.bytes]: {} } } }
      : { 204: { description: 'Done' } };
  const shell = spec.path.endsWith('*') ? Type.Object({ path: Type.String() }) : undefined;
  return {
    operationId: name,
    summary: spec.summary,
    'x-guard': spec.guard,
    security: spec.guard === 'session' ? [{ bearer: [] }, { cookie: [] }] : [],
    parameters: [...parameters('path', spec.params ?? shell), ...parameters('query', spec.query)],
    ...(spec.body && { requestBody: { required: true, content: { 'application/json': { schema: spec.body } } } }),
    responses: {
      ...success,
      default: {
        description: 'Not done',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function parameters(where: 'path' | 'query', schema: TSchema | undefined): Record<string, unknown>[] {
  if (!schema) return [];
  const { properties, required } = schema as unknown as { properties: Record<string, TSchema>; required?: string[] };
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    schema: one,
  }));
}
