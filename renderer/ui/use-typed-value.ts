import { useEffect, useState } from 'react';

/** Long enough to type a word without a question for each letter. */
const TYPING_PAUSE_MS = 180;

/**
 * What stands in a field whose value lives elsewhere, such as in the address: shown as it is typed, handed on when the
 * typing pauses, and replaced when the value changes by another way.
 */
export function useTypedValue(
  value: string,
  onPause: (typed: string) => void,
): readonly [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const [taken, setTaken] = useState(value);
  if (taken !== value) {
    setTaken(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onPause(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onPause]);
  return [typed, setTyped];
}
