import { create } from 'zustand';

export type ToastMessage = {
  readonly status: 'ok' | 'fail';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
};

type Toasts = { readonly shown: readonly (ToastMessage & { readonly key: number })[] };

/** More would cover the page they speak of. */
const MOST_AT_ONCE = 3;
let lastKey = 0;

export const useToasts = create<Toasts>()(() => ({ shown: [] }));

export function showToast(message: ToastMessage): void {
  lastKey += 1;
  const toast = { ...message, key: lastKey };
  useToasts.setState(({ shown }) => ({ shown: [...shown, toast].slice(-MOST_AT_ONCE) }));
}

export function closeToast(key: number): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.key !== key) }));
}
