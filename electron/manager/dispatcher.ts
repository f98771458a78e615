import { randomBytes } from 'node:crypto';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Clean, Diff } from 'typebox/value';
import { contract, type Handlers, type MethodName } from '../../shared/contract/index.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { Log } from '../core/kernel/index.ts';

/** The one door to the owner's side, whatever the transport. */
export type Dispatcher = {
  /**
   * @param name what the caller asked for; need not exist.
   * @param input parsed here and trusted afterwards.
   * @param actor who asks, for the audit: `owner:command-line`.
   * @returns always a Result; nothing is thrown across this door.
   */
  readonly call: (name: string, input: unknown, actor: string) => Promise<Result<unknown>>;
};

export function createDispatcher(handlers: Handlers, log: Log): Dispatcher {
  const parsers = new Map(
    (Object.keys(contract) as MethodName[]).map((name) => [name as string, Compile(contract[name].input)]),
  );
  return {
    async call(name, input, actor) {
      const parser = parsers.get(name);
      if (!parser) return fail('bad-input', `There is no method ${name}. See: holdfast call --list`);
      if (!parser.Check(input ?? {})) {
        const first = parser.Errors(input ?? {})[0];
        const where = first?.instancePath.slice(1).replaceAll('/', '.') || 'input';
        return fail('bad-input', `${where}: ${first?.message ?? 'is not what this method takes'}.`);
      }
      const unknown = unknownFields(contract[name as MethodName].input, input ?? {});
      if (unknown.length > 0) {
        return fail('bad-input', `${unknown.join(', ')}: this method takes no such thing. See: holdfast call --list`);
      }
      try {
        const handler = handlers[name as MethodName] as (input: unknown, actor: string) => Promise<Result<unknown>>;
        return await handler(input ?? {}, actor);
      } catch (error) {
        // An exception loses its type on the way to a window, so none travels; the log has it whole.
        const reference = randomBytes(4).toString('hex');
        log.error('method.failed', { method: name, reference, error });
        return fail('internal', `Something went wrong here. Look for ${reference} in the manager's log.`);
      }
    },
  };
}

/** Where the input has what its schema does not name, such as `access.cidr`: a field misspelt must not be left out in silence. */
function unknownFields(schema: TSchema, input: unknown): string[] {
  const known = Clean(schema, structuredClone(input));
  return Diff(input, known).map(({ path }) => path.slice(1).replaceAll('/', '.'));
}
