import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { usePlaces } from '../../place.ts';
import { isCommand } from './shortcuts.ts';

type Doing = { readonly onFind: () => void; readonly onHelp: () => void; readonly onLockDown: () => void };

/** The keys that work on every page. */
export function useWindowKeys({ onFind, onHelp, onLockDown }: Doing): void {
  const [, go] = useLocation();
  const places = usePlaces();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      // What is open over the page has the keyboard.
      const isCovered = document.querySelector('dialog[open]') !== null;
      if (isCovered) return;
      const act = actionOf(event);
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    const actionOf = (event: KeyboardEvent): (() => void) | undefined => {
      if (!isCommand(event)) return event.key === '?' && !isTyping(event.target) ? onHelp : undefined;
      const key = event.key.toLowerCase();
      if (event.shiftKey) return key === 'l' ? onLockDown : undefined;
      if (key === 'k') return onFind;
      const place = /^[1-9]$/.test(key) ? places[Number(key) - 1] : undefined;
      return place === undefined ? undefined : () => go(place.path);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [go, places, onFind, onHelp, onLockDown]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches('input:not([type=checkbox], [type=radio]), textarea, [contenteditable]');
