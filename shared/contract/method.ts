import type { Static, TSchema } from 'typebox';

/** One command of the owner's side: what goes in, what comes out, and how it can fail. */
export type MethodSpec = {
  readonly input: TSchema;
  readonly output: TSchema;
  /** Closed failure codes; `bad-input` and `internal` can always come too. */
  readonly failures: readonly string[];
  readonly summary: string;
};

/** Keeps the literal types of a method's schemas. */
export const method = <const M extends MethodSpec>(spec: M): M => spec;

export type InputOf<M extends MethodSpec> = Static<M['input']>;
export type OutputOf<M extends MethodSpec> = Static<M['output']>;
export type FailureOf<M extends MethodSpec> = M['failures'][number] | 'bad-input' | 'internal';
