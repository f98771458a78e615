import { parseArgs } from 'node:util';
import { contract } from '../../../shared/contract/index.ts';
import { escapeControls } from '../../core/kernel/index.ts';
import { callAnything } from '../command-client.ts';
import { dataDir } from '../data-dir.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { complain, say } from '../terminal.ts';

/** `holdfast call <method> [json]`, `holdfast call --list`: the contract as it is, for scripts. */
export async function call(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, list: { type: 'boolean', default: false } },
  });
  if (values.list) {
    for (const [name, spec] of Object.entries(contract)) {
      const { properties = {}, required = [] } = spec.input as { properties?: object; required?: string[] };
      const fields = Object.keys(properties).map((field) => (required.includes(field) ? field : `${field}?`));
      say(`${name} {${fields.join(', ')}}\n    ${spec.summary}`);
    }
    return EXIT.ok;
  }
  const [method, json = '{}', ...rest] = positionals;
  if (method === undefined || rest.length > 0)
    throw new CommandError(EXIT.badUsage, 'Give one method and perhaps its input as JSON. See: holdfast call --help');
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch {
    throw new CommandError(EXIT.badUsage, `That is not JSON: ${json}`);
  }
  const result = await callAnything(dataDir(values['data-dir']), method, input);
  if (result.ok) {
    // What people on the LAN sent may be in it; a terminal would obey its control characters.
    say(escapeControls(JSON.stringify(result.value, null, 2)));
    return EXIT.ok;
  }
  complain(`${result.failure.code}: ${result.failure.message}`);
  return result.failure.code === 'bad-input' ? EXIT.badUsage : EXIT.failed;
}
