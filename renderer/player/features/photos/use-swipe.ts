import { useEffect, useRef, useState, type RefObject } from 'react';
import { followPx, swipeStep } from './swipe.ts';

type Step = -1 | 1;

type SwipeActs = {
  readonly canGo: (step: Step) => boolean;
  readonly onStep: (step: Step) => void;
  /** A finger came and went without moving. */
  readonly onTap: () => void;
};

/**
 * Turn pages with one finger. Two fingers zoom, which is the browser's; a zoomed picture is moved, not turned.
 *
 * @param ref the element whose `--drag` follows the finger.
 * @returns whether a finger is moving a picture.
 */
export function useSwipe(ref: RefObject<HTMLElement | null>, acts: SwipeActs): boolean {
  const [isDragging, setDragging] = useState(false);
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
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
      if (event.pointerType === 'mouse' || isIn(event, 'header, aside, dialog')) return;
      if (start !== null || (visualViewport?.scale ?? 1) > 1.01) end();
      else start = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp };
    };
    const onMove = (event: PointerEvent) => {
      if (start?.id !== event.pointerId) return;
      const moved = event.clientX - start.x;
      if (Math.abs(moved) > TAP_PX) setDragging(true);
      follow(followPx(moved, latest.current.canGo(moved < 0 ? 1 : -1)));
    };
    const onUp = (event: PointerEvent) => {
      if (start?.id !== event.pointerId) return;
      const moved = event.clientX - start.x;
      const isTap = Math.abs(moved) < TAP_PX && Math.abs(event.clientY - start.y) < TAP_PX;
      const step = swipeStep(moved, element.clientWidth, event.timeStamp - start.at);
      end();
      // A button under the finger has its own use for a tap.
      if (isTap) {
        if (!isIn(event, 'button, a')) latest.current.onTap();
      } else if (step !== 0 && latest.current.canGo(step)) latest.current.onStep(step);
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
  }, [ref]);

  return isDragging;
}

/** A finger is never quite still. */
const TAP_PX = 8;

const isIn = ({ target }: PointerEvent, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;
