import { useSyncExternalStore } from 'react';

/** The address of a check on its page; what leads there has its row opened. */
export const addressOfCheck = (id: string): string => `/security#${id}`;

function onMove(told: () => void): () => void {
  addEventListener('hashchange', told);
  return () => removeEventListener('hashchange', told);
}

/** The check that the address names; '' when it names none. */
export const useCheckInAddress = (): string => useSyncExternalStore(onMove, () => location.hash.slice(1));
