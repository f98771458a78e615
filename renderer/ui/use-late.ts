import { useEffect, useState } from 'react';

/** Anything shorter than this needs no sign that it is going on (UI.md, principle 3). */
const PATIENCE_MS = 300;

/** True once the component has stood for 300 ms. */
export function useLate(): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}
