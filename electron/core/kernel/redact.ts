/** Names whose values never reach a log, however deep; compared without case, dashes and underscores (LOG-05). */
const SECRET_NAMES = new Set([
  'password',
  'newpassword',
  'passphrase',
  'current',
  'new',
  'next',
  'token',
  'accesstoken',
  'authorization',
  'cookie',
  'setcookie',
  'secret',
  'signingkey',
  'auditkey',
  'datakey',
  'backupidentity',
  'identity',
  'capability',
  'passwordhash',
]);

export const REDACTED = '[redacted]';

/** What may stand inside a sentence or an address: a session token, a kit's key, a media path's capability, an argon2 hash, a query. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/AGE-SECRET-KEY-1[A-Z0-9]+/gi, REDACTED],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, REDACTED],
  [/(\/media\/p\/)[\w-]+/g, `$1${REDACTED}`],
  [/\$argon2[^\s"']+/g, REDACTED],
  [/(\/[^\s"'?]*)\?[^\s"']+/g, `$1?${REDACTED}`],
];

/** What each of them has, so that most texts are looked through once. */
const MAY_BE_SECRET = /AGE-SECRET|eyJ|\/media\/p\/|\$argon2|\?/i;

/** Deeper than any log line of ours; what is below is left out. */
const DEEPEST = 8;

/** A copy of log fields without their secrets. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((one) => redact(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAMES.has(name.replaceAll(/[-_]/g, '').toLowerCase()) ? REDACTED : redact(inner, depth + 1),
    ]),
  );
}

const redactText = (text: string): string =>
  MAY_BE_SECRET.test(text)
    ? SECRET_TEXTS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)
    : text;

/**
 * DEL and the C1 controls, which a terminal obeys (U+009B opens an escape sequence), line separators, and what turns the
 * direction of text. JSON leaves them as they are.
 */
const CONTROLS = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON text in which no control character stands as itself; it parses to the same. */
export const escapeControls = (json: string): string =>
  json.replace(CONTROLS, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
