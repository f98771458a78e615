import { useEffect } from 'react';

/** Name the browser's tab after the page. */
export function usePageTitle(page: string): void {
  useEffect(() => {
    document.title = `${page} · Holdfast`;
  }, [page]);
}
