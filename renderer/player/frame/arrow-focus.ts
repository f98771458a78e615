/**
 * Arrow keys move the focus to the nearest control in their direction, on every page: a television's remote has
 * nothing else. Fields, sliders and menus keep their own arrows, and so does the video page.
 */

type Direction = { readonly x: -1 | 0 | 1; readonly y: -1 | 0 | 1 };

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

const REACHABLE = 'a[href], button:not([disabled]), input:not([disabled]), textarea';
const KEEPS_ARROWS = 'textarea, [role=menu], [data-keeps-arrows]';
/** Rows of choices and lines to drag lie across: left and right are theirs, up and down lead out of them. */
const KEEPS_SIDEWAYS = 'input[type=radio], input[type=range]';
/** A step sideways counts this much more than one ahead, so that a column is followed down its length. */
const SIDEWAYS_COST = 3;

export function startArrowFocus(): void {
  addEventListener('keydown', (event) => {
    const direction = DIRECTIONS[event.key];
    if (
      direction === undefined ||
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey
    )
      return;
    const from = document.activeElement;
    if (from === null || keepsArrow(from, direction) || document.querySelector('[data-keeps-arrows]') !== null) return;
    const target = isPage(from) ? firstInMain() : nearest(from, direction);
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
}

function keepsArrow(element: Element, direction: Direction): boolean {
  if (element.closest(KEEPS_ARROWS) !== null) return true;
  if (element.matches(KEEPS_SIDEWAYS)) return direction.x !== 0;
  // In a line of text left and right belong to the caret; up and down do nothing there.
  return element instanceof HTMLInputElement && direction.x !== 0 && element.value !== '';
}

const isPage = (element: Element): boolean => element === document.body || element.matches('main, h1');

/** A list is entered at its films, and a page that was scrolled by hand where one is looking. */
function firstInMain(): HTMLElement | undefined {
  const seen = reachable().filter(
    (element) => element.closest('main') !== null && element.getBoundingClientRect().top >= 0,
  );
  return seen.find((element) => element.closest('[role=listitem]') !== null) ?? seen[0];
}

function nearest(from: Element, direction: Direction): HTMLElement | undefined {
  const start = from.getBoundingClientRect();
  const page = from.closest('main');
  const ranked = reachable()
    .filter((element) => element !== from && !from.contains(element))
    .flatMap((element) => {
      const cost = costOf(start, element.getBoundingClientRect(), direction);
      return cost === null ? [] : [{ element, cost, isOnPage: page?.contains(element) === true }];
    })
    .toSorted((one, other) => one.cost - other.cost);
  // The bars lie over the page, nearer than its next row; they are reached from its edge.
  return (ranked.find(({ isOnPage }) => isOnPage) ?? ranked[0])?.element;
}

/** How far away a box is in a direction; null when it does not lie there. */
function costOf(start: DOMRect, end: DOMRect, { x, y }: Direction): number | null {
  const ahead =
    x === 0
      ? y > 0
        ? end.top - start.bottom
        : start.top - end.bottom
      : x > 0
        ? end.left - start.right
        : start.left - end.right;
  if (ahead < -1) return null;
  const sideways =
    x === 0 ? gap(start.left, start.right, end.left, end.right) : gap(start.top, start.bottom, end.top, end.bottom);
  // Left and right stay in their row: the end of a row is an end, not a way to somewhere else.
  if (x !== 0 && sideways > 0) return null;
  const offCentre = x === 0 ? Math.abs(end.left - start.left) : Math.abs(end.top - start.top);
  return ahead + sideways * SIDEWAYS_COST + offCentre / 100;
}

const gap = (start: number, end: number, otherStart: number, otherEnd: number): number =>
  Math.max(0, otherStart - end, start - otherEnd);

function reachable(): HTMLElement[] {
  const root = document.querySelector('dialog[open]') ?? document;
  return [...root.querySelectorAll<HTMLElement>(REACHABLE)].filter(
    (element) => element.offsetParent !== null || isFixed(element),
  );
}

const isFixed = (element: HTMLElement): boolean => getComputedStyle(element).position === 'fixed';
