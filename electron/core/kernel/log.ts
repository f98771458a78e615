import pino from 'pino';

/** Values a log line may carry: ids and figures, never titles, people's names, tokens or query strings. */
export type LogFields = Record<string, unknown>;

/** An event name and fields; one JSON line each. */
export type Log = {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
};

/** Names whose values never reach a log, however deep (LOG-05). */
const SECRET_NAMES = [
  'password',
  'current',
  'new',
  'token',
  'accessToken',
  'authorization',
  'cookie',
  'secret',
  'signingKey',
];

/**
 * A log of JSON lines on `stream`, or standard output.
 *
 * @param process name of the process, put on each line.
 */
export function createLog(process: string, stream?: { readonly write: (line: string) => void }): Log {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger = pino(
    {
      base: { process },
      redact: { paths, censor: '[redacted]' },
      serializers: { error: pino.stdSerializers.err },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    stream ?? pino.destination({ fd: 1, sync: true }),
  );
  return {
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
  };
}
