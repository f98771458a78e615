import { useLayoutEffect, useState, type RefObject } from 'react';

/** An element's width and its distance from the page's top, kept true while either changes. */
export function useBox(ref: RefObject<HTMLElement | null>): { readonly width: number; readonly top: number } {
  const [box, setBox] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => {
      const { width, top } = element.getBoundingClientRect();
      const fromPageTop = Math.round(top + scrollY);
      setBox((before) => (before.width === width && before.top === fromPageTop ? before : { width, top: fromPageTop }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What stands above it moves it without changing its size.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [ref]);
  return box;
}
