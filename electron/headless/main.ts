/** The command line: finds the command, runs it, turns what went wrong into one sentence and an exit code. */
import { audit } from './commands/audit.ts';
import { backup } from './commands/backup.ts';
import { call } from './commands/call.ts';
import { check } from './commands/check.ts';
import { incident } from './commands/incident.ts';
import { lock } from './commands/lock.ts';
import { open } from './commands/open.ts';
import { openapi } from './commands/openapi.ts';
import { serve } from './commands/serve.ts';
import { status } from './commands/status.ts';
import { unlock } from './commands/unlock.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { complain, say } from './terminal.ts';
import { USAGE, type CommandName } from './usage.ts';
import { version } from './version.ts';

const COMMANDS: Readonly<Record<CommandName, (args: string[]) => Promise<number>>> = {
  serve,
  status,
  open,
  call,
  check,
  lock,
  unlock,
  incident,
  audit,
  backup,
  openapi,
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
    return await COMMANDS[command](rest);
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
