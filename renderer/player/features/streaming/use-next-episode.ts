import { useCallback } from 'react';
import { useLocation } from 'wouter';
import type { ItemCard, ItemDetail } from '../../../../shared/lan/schemas.ts';
import { watchPath } from '../../paths.ts';

type NextEpisode = {
  /** Null after a film, after the last episode, and while the next one's drive is away. */
  readonly next: ItemCard | null;
  readonly playNow: () => void;
};

/** What comes after an episode, and going there. */
export function useNextEpisode({ kind, next: after }: ItemDetail): NextEpisode {
  const [, navigate] = useLocation();
  const next = kind === 'episode' && after !== null && after.available ? after : null;
  const playNow = useCallback(() => {
    // In the place of this one: "Back" leads to the show, however many episodes were watched in a row.
    if (next !== null) navigate(watchPath(next, { fromStart: true }), { replace: true, state: history.state });
  }, [next, navigate]);
  return { next, playNow };
}
