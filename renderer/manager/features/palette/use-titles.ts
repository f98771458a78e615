import { useEffect, useState } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import { bridge } from '../../bridge.ts';

type Titles = Output<'library.find'>['titles'];

/** One letter fits half a library. */
const LEAST_LETTERS = 2;

/** Titles that fit what was typed; the last answer to what still stands there. */
export function useTitles(typed: string): Titles {
  const text = typed.trim();
  const [found, setFound] = useState<{ readonly text: string; readonly titles: Titles }>({ text: '', titles: [] });
  useEffect(() => {
    if (text.length < LEAST_LETTERS) return;
    let isOld = false;
    void bridge.call('library.find', { text }).then((result) => {
      if (result.ok && !isOld) setFound({ text, titles: result.value.titles });
    });
    return () => {
      isOld = true;
    };
  }, [text]);
  return found.text === text ? found.titles : [];
}
