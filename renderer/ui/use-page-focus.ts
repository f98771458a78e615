import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'wouter';
import { notePath, pathBefore } from './path-before.ts';

/** How long a list may take to draw the rows one comes back to. */
const FRAMES_TO_WAIT = 30;

/**
 * After moving to another page, put the focus where reading starts: on the link one came from when going back to it,
 * else on the page itself. A page that chose its own place (Play, a field) keeps it.
 *
 * @returns where the page goes; while the video or a photo fills the window there is none.
 */
export function usePageFocus(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const isGoingForward = useRef(false);

  useEffect(() => {
    // Wouter announces its own navigation by this event. Going back is left to the browser, which knows the old place.
    const onForward = () => {
      isGoingForward.current = true;
      scrollTo(0, 0);
    };
    // Captured, so that it is known before wouter's own listener draws the new page.
    addEventListener('pushState', onForward, true);
    return () => removeEventListener('pushState', onForward, true);
  }, []);

  useEffect(() => {
    const page = main.current;
    const left = pathBefore();
    const isForward = isGoingForward.current;
    notePath(path);
    isGoingForward.current = false;
    if (page === null || left === '' || left === path || isTaken(page)) return undefined;
    page.focus({ preventScroll: true });
    return isForward ? undefined : focusLinkTo(left, page);
  }, [path]);

  return main;
}

/** Whether the new page, or a field outside it, has the focus already. */
const isTaken = (page: HTMLElement): boolean =>
  document.activeElement instanceof HTMLInputElement ||
  (document.activeElement !== page && page.contains(document.activeElement));

/** Where a link leads, without what it says about how. */
const pathOf = (link: HTMLElement): string | undefined => link.getAttribute('href')?.split('?')[0];

/** Focus the link to a path as soon as it is drawn. @returns what ends the wait. */
function focusLinkTo(path: string, page: HTMLElement): () => void {
  let frame = 0;
  let framesLeft = FRAMES_TO_WAIT;
  const look = () => {
    const link = [...page.querySelectorAll<HTMLElement>('a[href]')].find((one) => pathOf(one) === path);
    framesLeft -= 1;
    if (link === undefined && framesLeft > 0) frame = requestAnimationFrame(look);
    // Whoever has moved on meanwhile is not fetched back.
    else if (document.activeElement === page) link?.focus({ preventScroll: true });
  };
  look();
  return () => cancelAnimationFrame(frame);
}
