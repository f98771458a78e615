import { useCallback, useEffect, useRef, useState } from 'react';

const HIDDEN_AFTER_MS = 3_000;

type Idle = { readonly isIdle: boolean; readonly wake: () => void; readonly rest: () => void };

/** Whether nobody has touched anything for three seconds; never while `isHeld`. */
export function useIdle(isHeld: boolean): Idle {
  const [isQuiet, setQuiet] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wait = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setQuiet(true), HIDDEN_AFTER_MS);
  }, []);
  const wake = useCallback(() => {
    setQuiet(false);
    wait();
  }, [wait]);
  const rest = useCallback(() => setQuiet(true), []);
  useEffect(() => {
    wait();
    return () => clearTimeout(timer.current);
  }, [wait, isHeld]);
  return { isIdle: isQuiet && !isHeld, wake, rest };
}
