import { useEffect, type RefObject } from 'react';
import { create } from 'zustand';

/** The modal dialogs that are open, the one above all others last. Outside it everything is inert, toasts too. */
export const useModals = create<{ readonly open: readonly HTMLDialogElement[] }>()(() => ({ open: [] }));

/** Open a `<dialog>` over everything for as long as it is mounted. */
export function useModal(ref: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return undefined;
    dialog.showModal();
    useModals.setState(({ open }) => ({ open: [...open, dialog] }));
    return () => {
      useModals.setState(({ open }) => ({ open: open.filter((one) => one !== dialog) }));
      dialog.close();
    };
  }, [ref]);
}
