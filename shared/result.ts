/** A failure the caller can act on: a closed code and one sentence saying what happened and what to do. */
export type Failure<C extends string> = { readonly code: C; readonly message: string };

/** What a command answers: a value, or a failure of a closed set of codes. Bugs throw instead. */
export type Result<T, C extends string = string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure<C> };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const fail = <C extends string>(code: C, message: string): Result<never, C> => ({
  ok: false,
  failure: { code, message },
});
