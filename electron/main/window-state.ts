import { existsSync, readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { writeFileAtomically } from '../core/kernel/index.ts';

/** Where the window was, in the system's own pixels. */
const WindowState = Type.Object({
  x: Type.Integer(),
  y: Type.Integer(),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
  isMaximized: Type.Boolean(),
});
export type WindowState = Static<typeof WindowState>;

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** UI: drawn for 1280×800; below 1024×700 the rail has nothing left to fold. */
export const USUAL_SIZE = { width: 1280, height: 800 } as const;
export const LEAST_SIZE = { width: 1024, height: 700 } as const;
/** So much of the title bar must be on a screen to be taken hold of. */
const GRIP = { width: 120, height: 40 } as const;

/** What was remembered, or null when there is nothing, or nothing we can read: the window then opens as usual. */
export function readWindowState(file: string): WindowState | null {
  if (!existsSync(file)) return null;
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(WindowState, found) ? found : null;
  } catch {
    return null; // half a file, by another hand: where a window stood is not worth a word
  }
}

export const writeWindowState = (file: string, state: WindowState): void =>
  writeFileAtomically(file, JSON.stringify(state));

/**
 * Where to open the window.
 *
 * @param screens the areas a window may be in now; the screen it stood on may be gone.
 * @returns no place when the remembered one cannot be seen: the system finds one.
 */
export function placeWindow(
  remembered: WindowState | null,
  screens: readonly Area[],
): Partial<Area> & { readonly width: number; readonly height: number } {
  if (remembered === null) return USUAL_SIZE;
  const width = Math.max(remembered.width, LEAST_SIZE.width);
  const height = Math.max(remembered.height, LEAST_SIZE.height);
  const { x, y } = remembered;
  const isVisible = screens.some((screen) => {
    const right = Math.min(x + width, screen.x + screen.width);
    return right - Math.max(x, screen.x) >= GRIP.width && y >= screen.y && y + GRIP.height <= screen.y + screen.height;
  });
  return isVisible ? { x, y, width, height } : { width, height };
}
