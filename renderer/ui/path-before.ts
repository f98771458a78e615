let before = '';

/** For `usePageFocus`, which sees every change of page. */
export function notePath(path: string): void {
  before = path;
}

/** While a new page is drawn for the first time: the path of the page it takes the place of. */
export const pathBefore = (): string => before;
