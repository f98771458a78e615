import pino from 'pino';
import { escapeControls, redact } from './redact.ts';

/** Values a log line may carry: ids and figures, never titles, people's names, tokens or query strings. */
export type LogFields = Record<string, unknown>;

/** An event name and fields; one JSON line each. */
export type Log = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};

/**
 * A log of JSON lines on `stream`, or standard output, without secrets and without raw control characters (LOG-05).
 *
 * @param process name of the process, put on each line.
 */
export function createLog(process: string, stream?: { readonly write: (line: string) => void }): Log {
  const out = stream ?? pino.destination({ fd: 1, sync: true });
  const logger = pino(
    {
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => out.write(escapeControls(line)) },
  );
  // What an error says is looked through as well, so it becomes plain fields first.
  const safe = (fields: LogFields) =>
    redact(
      fields['error'] instanceof Error ? { ...fields, error: pino.stdSerializers.err(fields['error']) } : fields,
    ) as LogFields;
  return {
    info: (event, fields = {}) => logger.info(safe(fields), event),
    warn: (event, fields = {}) => logger.warn(safe(fields), event),
    error: (event, fields = {}) => logger.error(safe(fields), event),
  };
}
