import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/**
 * After moving to another page, put the focus where reading starts: on the link one came from when going back to it,
 * else on the page itself. A page that chose its own place (Play, a field) keeps it.
 */
export function usePageFocus(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    const left = before.current;
    before.current = path;
    const page = main.current;
    if (page === null || (document.activeElement !== document.body && page.contains(document.activeElement))) return;
    if (document.activeElement?.matches('input') === true) return;
    const wayBack = [...page.querySelectorAll<HTMLElement>('a[href]')].find((link) => link.getAttribute('href') === left);
    (wayBack ?? page).focus({ preventScroll: true });
  }, [path]);
  useEffect(() => {
    // Wouter announces its own navigation by this event. Going back is left to the browser, which knows the old place.
    const toTop = () => scrollTo(0, 0);
    addEventListener('pushState', toTop);
    return () => removeEventListener('pushState', toTop);
  }, []);
  return main;
}
