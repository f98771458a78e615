import { timingSafeEqual } from 'node:crypto';
import { newToken, type Clock } from '../../core/kernel/index.ts';

/** SESS-01: the owner's session ends a day after the link was used, and two hours after it was last used. */
export const SESSION_MS = 24 * 3_600_000;
export const IDLE_MS = 2 * 3_600_000;

/**
 * What a browser that came by a link keeps. The cookie goes to whatever listens on this computer, because cookies know no
 * ports; `page` stays with the pages of this port, and nothing of the house is had without it.
 */
export type Pass = { readonly cookie: string; readonly page: string };

type Session = Pass & { readonly startedAt: number; usedAt: number };

export type WayIn = ReturnType<typeof createWayIn>;

/**
 * Who may use the owner's page: a browser that came by a link, once, and keeps its pass from then on. All of it is in
 * memory, so it ends with the process.
 */
export function createWayIn(clock: Clock) {
  let link: { readonly key: string; readonly until: number } | null = null;
  let sessions: Session[] = [];

  const sweep = () => {
    const now = clock.now();
    if (link !== null && now >= link.until) link = null;
    sessions = sessions.filter(({ startedAt, usedAt }) => now < startedAt + SESSION_MS && now < usedAt + IDLE_MS);
  };

  return {
    /** A new link in place of the one before it, which opens nothing any more. */
    newLink(lifetimeMs: number): string {
      link = { key: newToken(), until: clock.now() + lifetimeMs };
      return link.key;
    },

    /** Use a link up. @returns the new session, or null when the key opens nothing (any more). */
    enter(key: string): Pass | null {
      sweep();
      if (link === null || !isSame(key, link.key)) return null;
      link = null;
      const session = { cookie: newToken(), page: newToken(), startedAt: clock.now(), usedAt: clock.now() };
      sessions.push(session);
      return { cookie: session.cookie, page: session.page };
    },

    /** Whether a cookie is a session's: enough for the page's own files, which anybody may read, and for nothing else. */
    knows(cookie: string): boolean {
      sweep();
      return sessions.some((session) => isSame(cookie, session.cookie));
    },

    /** Whether a pass is a session's. @param isUse false when nothing was asked for, only looked whether it still holds. */
    admits(pass: Pass, isUse = true): boolean {
      sweep();
      const session = sessions.find(({ cookie, page }) => isSame(pass.cookie, cookie) && isSame(pass.page, page));
      if (session !== undefined && isUse) session.usedAt = clock.now();
      return session !== undefined;
    },

    /** Nobody is inside and nobody can come: the page need not be there. */
    isDeserted(): boolean {
      sweep();
      return link === null && sessions.length === 0;
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
