import { parseArgs } from 'node:util';
import { openApiDocument } from '../../../shared/lan/openapi.ts';
import { EXIT } from '../exit-codes.ts';
import { say } from '../terminal.ts';
import { version } from '../version.ts';

/** `holdfast openapi` */
export async function openapi(args: string[]): Promise<number> {
  parseArgs({ args, options: { 'data-dir': { type: 'string' } } });
  say(JSON.stringify(openApiDocument(version()), null, 2));
  return EXIT.ok;
}
