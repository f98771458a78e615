import type { Result } from '../../shared/result.ts';

/** What `holdfast` ends with; documented in the README. */
export const EXIT = {
  ok: 0,
  failed: 1,
  badUsage: 2,
  notRunning: 3,
  dataFolderInUse: 4,
  dataFolderNotUsable: 5,
  portTaken: 6,
  closed: 7,
  auditBroken: 8,
  checkFailed: 9,
  keysNotReachable: 10,
  checkUnknown: 11,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command that ends here, with one sentence for the person who typed it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The value of what had to work. @throws CommandError with what the failure says. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CommandError(result.failure.code === 'bad-input' ? EXIT.badUsage : EXIT.failed, result.failure.message);
}
