import type { ErrorCode } from '../../shared/lan/schemas.ts';

/** Status of each error code; the only place that pairs them. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  'bad-input': 400,
  banned: 403,
  'conversion-failed': 409,
  'conversion-needed': 409,
  'converter-away': 503,
  'file-away': 409,
  'host-refused': 421,
  'house-closed': 503,
  internal: 500,
  'manager-away': 503,
  'not-found': 404,
  'not-signed-in': 401,
  'origin-refused': 403,
  'password-change-due': 403,
  'stopped-by-owner': 409,
  'stream-limit': 429,
  'too-large': 413,
  'too-many-requests': 429,
  'weak-password': 422,
  'wrong-credentials': 401,
  'wrong-media-type': 415,
};

/** An answer that is not a success: a closed code and one sentence a person can act on. Thrown by hooks and routes. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

export const notFound = (): ApiError => new ApiError('not-found', 'There is nothing here.');
export const notSignedIn = (): ApiError => new ApiError('not-signed-in', 'Sign in to go on.');
