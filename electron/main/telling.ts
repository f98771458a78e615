import { checkKey, noticeOfChecks, type Notice, type RedCheck } from './notices.ts';

/** The same thing is not said again within this: somebody who tries passwords all night is one notification an hour. */
const QUIET_MS = 60 * 60_000;
/** Checks that turn red within this are told together. */
const GATHER_MS = 3_000;

/** What is said, how often, and what of it together. */
export type Telling = {
  readonly tell: (notice: Notice) => void;
  /** Checks turned red: each that was well before is news. */
  readonly turnedRed: (checks: readonly RedCheck[]) => void;
  /** It is well again: the next time is news, however soon. */
  readonly recovered: (key: string) => void;
  readonly end: () => void;
};

export function createTelling(deps: {
  readonly show: (title: string, body: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}): Telling {
  const toldAt = new Map<string, number>();
  const red = new Map<string, RedCheck>();
  let gathering: NodeJS.Timeout | null = null;
  const tellGathered = () => {
    gathering = null;
    const [first, ...others] = red.values();
    red.clear();
    if (first === undefined) return;
    const { title, body } = noticeOfChecks([first, ...others]);
    deps.show(title, body);
  };
  return {
    tell({ key, title, body }) {
      const now = deps.now();
      const last = toldAt.get(key);
      if (last !== undefined && now - last < QUIET_MS) return;
      toldAt.set(key, now);
      deps.show(title, body);
    },
    turnedRed(checks) {
      for (const check of checks) red.set(checkKey(check), check);
      if (red.size > 0) gathering ??= setTimeout(tellGathered, GATHER_MS);
    },
    recovered: (key) => void toldAt.delete(key),
    end() {
      if (gathering !== null) clearTimeout(gathering);
    },
  };
}
