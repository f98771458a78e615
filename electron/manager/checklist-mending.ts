import type { Look } from '../core/checklist/index.ts';

/** What a mending is about to do; nothing was changed yet. */
type Plan<Before> = {
  /** What was there and what will be there instead, as JSON values, for `undo`. It is stored before `apply`. */
  readonly before: Before;
  /**
   * Does all of it that can be done, also where a part is refused.
   *
   * @returns what could not be done and why, in sentences, or null.
   */
  readonly apply: () => Promise<string | null>;
};

/** How an undo went. What is no longer there, or is already as it was, is none of the three. */
export type Undoing = {
  /** How many things were put back. */
  readonly undone: number;
  /** What is not as the mending left it: somebody changed it since, so it stays as they wanted it. */
  readonly changedSince: readonly string[];
  /** What the system refused to put back, and why; it may be tried again. */
  readonly refused: readonly string[];
};

/** What was stored when a check was mended; `at` in ms since 1970. */
export type Kept = { readonly text: string; readonly at: number };

type About = {
  readonly label: string;
  /** What it does, for the owner to read before pressing. */
  readonly effect: string;
};

/** How what a check found is put right, on the real thing and by the same ways as everything else. */
export type Mending = About & {
  /** null: there is nothing to mend. */
  readonly plan: (
    look: Look,
    actor: string,
  ) => Promise<{
    /** What an undo will need, given what an earlier press left that nobody undid; null when nothing brings it back. */
    readonly toUndo: ((earlier: Kept | null) => string) | null;
    readonly apply: Plan<unknown>['apply'];
  } | null>;
  /** Puts back what still is as the mending left it; null when nothing can. */
  readonly undo: ((kept: Kept, actor: string) => Promise<Undoing>) | null;
};

/** A mending nothing can bring back. */
export function final(
  given: About & { readonly plan: (look: Look, actor: string) => Promise<Omit<Plan<never>, 'before'> | null> },
): Mending {
  return {
    ...given,
    async plan(look, actor) {
      const plan = await given.plan(look, actor);
      return plan && { toUndo: null, apply: plan.apply };
    },
    undo: null,
  };
}

export function undoable<Before>(
  given: About & {
    readonly plan: (look: Look, actor: string) => Promise<Plan<Before> | null>;
    /** What was stored, also by versions that stored less. */
    readonly read: (stored: unknown, at: number) => Before;
    /** What was there before an earlier press that nobody undid, and before this one; without it this one's alone counts. */
    readonly merge?: (earlier: Before, before: Before) => Before;
    readonly undo: (before: Before, actor: string) => Promise<Undoing>;
  },
): Mending {
  const { label, effect, merge } = given;
  const read = ({ text, at }: Kept): Before => given.read(JSON.parse(text), at);
  return {
    label,
    effect,
    async plan(look, actor) {
      const plan = await given.plan(look, actor);
      if (plan === null) return null;
      const { before, apply } = plan;
      const toUndo = (earlier: Kept | null) =>
        JSON.stringify(merge === undefined || earlier === null ? before : merge(read(earlier), before));
      return { toUndo, apply };
    },
    undo: (kept, actor) => given.undo(read(kept), actor),
  };
}
