/** The command line: finds the command, runs it, turns what went wrong into one sentence and an exit code. */
import { CommandError, EXIT } from './exit-codes.ts';
import { complain, say } from './terminal.ts';
import { USAGE, type CommandName } from './usage.ts';
import { version } from './version.ts';

type Command = (args: string[]) => Promise<number>;

/** Each is read when it is asked for: one that only asks the manager need not wait for all that serving takes. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  audit: async () => (await import('./commands/audit.ts')).audit,
  backup: async () => (await import('./commands/backup.ts')).backup,
  call: async () => (await import('./commands/call.ts')).call,
  check: async () => (await import('./commands/check.ts')).check,
  incident: async () => (await import('./commands/incident.ts')).incident,
  lock: async () => (await import('./commands/lock.ts')).lock,
  open: async () => (await import('./commands/open.ts')).open,
  openapi: async () => (await import('./commands/openapi.ts')).openapi,
  serve: async () => (await import('./commands/serve.ts')).serve,
  status: async () => (await import('./commands/status.ts')).status,
  unlock: async () => (await import('./commands/unlock.ts')).unlock,
};

/**
 * Run one command line.
 *
 * @param args without the program's own name.
 * @returns the exit code, see `exit-codes.ts`.
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    say(USAGE.holdfast);
    return name === undefined ? EXIT.badUsage : EXIT.ok;
  }
  if (args.includes('--version')) {
    say(version());
    return EXIT.ok;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    complain(`There is no command ${name}. See: holdfast --help`);
    return EXIT.badUsage;
  }
  const command = name as CommandName;
  if (rest.includes('--help')) {
    say(USAGE[command]);
    return EXIT.ok;
  }
  try {
    const run = await COMMANDS[command]();
    return await run(rest);
  } catch (error) {
    if (error instanceof CommandError) {
      complain(error.message);
      return error.exitCode;
    }
    if (isUsageError(error)) {
      complain(`${error.message} See: holdfast ${command} --help`);
      return EXIT.badUsage;
    }
    throw error;
  }
}

const isUsageError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
