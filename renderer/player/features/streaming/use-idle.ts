import { useCallback, useEffect, useRef, useState } from 'react';

const HIDDEN_AFTER_MS = 3_000;

/** True once nobody has touched anything for three seconds; never while `isHeld`. */
export function useIdle(isHeld: boolean): { readonly isIdle: boolean; readonly wake: () => void; readonly rest: () => void } {
  const [isIdle, setIdle] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wake = useCallback(() => {
    clearTimeout(timer.current);
    setIdle(false);
    if (!isHeld) timer.current = setTimeout(() => setIdle(true), HIDDEN_AFTER_MS);
  }, [isHeld]);
  const rest = useCallback(() => {
    clearTimeout(timer.current);
    setIdle(!isHeld);
  }, [isHeld]);
  useEffect(() => {
    wake();
    return () => clearTimeout(timer.current);
  }, [wake]);
  return { isIdle, wake, rest };
}
