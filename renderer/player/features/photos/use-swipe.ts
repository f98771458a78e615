import { useEffect, useRef, useState, type RefObject } from 'react';
import { followPx, swipeStep } from './swipe.ts';

type Swipe = {
  /** On the element whose `--drag` follows the finger. */
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly isDragging: boolean;
};

type Step = -1 | 1;

/**
 * Turn pages with one finger. Two fingers zoom, which is the browser's; a zoomed picture is moved, not turned.
 *
 * @param onTap a finger came and went without moving.
 */
export function useSwipe(canGo: (step: Step) => boolean, onStep: (step: Step) => void, onTap: () => void): Swipe {
  const ref = useRef<HTMLDivElement>(null);
  const [isDragging, setDragging] = useState(false);
  const acts = useRef({ canGo, onStep, onTap });
  useEffect(() => {
    acts.current = { canGo, onStep, onTap };
  });

  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    let start: { readonly id: number; readonly x: number; readonly y: number; readonly at: number } | null = null;
    const follow = (px: number) => element.style.setProperty('--drag', `${px}px`);
    const end = () => {
      start = null;
      follow(0);
      setDragging(false);
    };
    const onDown = (event: PointerEvent) => {
      if (event.pointerType === 'mouse' || isOnControl(event)) return;
      if (start !== null || (visualViewport?.scale ?? 1) > 1.01) end();
      else start = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp };
    };
    const onMove = (event: PointerEvent) => {
      if (start?.id !== event.pointerId) return;
      const moved = event.clientX - start.x;
      if (Math.abs(moved) > TAP_PX) setDragging(true);
      follow(followPx(moved, acts.current.canGo(moved < 0 ? 1 : -1)));
    };
    const onUp = (event: PointerEvent) => {
      if (start?.id !== event.pointerId) return;
      const moved = event.clientX - start.x;
      const isTap = Math.abs(moved) < TAP_PX && Math.abs(event.clientY - start.y) < TAP_PX;
      const step = swipeStep(moved, element.clientWidth, event.timeStamp - start.at);
      end();
      if (isTap) acts.current.onTap();
      else if (step !== 0 && acts.current.canGo(step)) acts.current.onStep(step);
    };
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', end);
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', end);
    };
  }, []);

  return { ref, isDragging };
}

/** A finger is never quite still. */
const TAP_PX = 8;

const isOnControl = ({ target }: PointerEvent): boolean =>
  target instanceof Element && target.closest('button, a') !== null;
