import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Toast } from './toast.tsx';
import { closeToast, useToasts, type ToastMessage } from './toasts.ts';
import { useModals } from './use-modal.ts';

/**
 * Where toasts appear; F6 moves to the newest. Outside an open modal dialog nothing is read out or can be pressed, so the
 * layer moves into the dialog while there is one, and is a popover there so that nothing of it is cut off.
 */
export function ToastLayer() {
  const shown = useToasts((state) => state.shown);
  const modal = useModals(({ open }) => open.at(-1) ?? null);
  const home = useRef<HTMLDivElement>(null);
  // Moved by hand and not drawn anew: a toast keeps its six seconds.
  const [layer] = useState(createLayer);
  useLayoutEffect(() => {
    if (home.current !== null) moveLayer(layer, home.current, modal);
  }, [layer, modal]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      layer.querySelector('button')?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [layer]);
  return (
    <div ref={home}>
      {createPortal(
        shown.map((toast) => <KeyedToast key={toast.key} message={toast} toastKey={toast.key} />),
        layer,
      )}
    </div>
  );
}

function moveLayer(layer: HTMLDivElement, home: HTMLDivElement, modal: HTMLDialogElement | null): void {
  layer.popover = modal === null ? null : 'manual';
  (modal ?? home).append(layer);
  if (modal !== null) layer.showPopover();
}

function createLayer(): HTMLDivElement {
  const layer = document.createElement('div');
  layer.setAttribute('role', 'status');
  layer.className =
    // Above the bars at the bottom, whichever there are; the rest takes back what the browser gives a popover.
    'pointer-events-none fixed inset-x-4 top-auto bottom-(--bars-height) z-(--z-toast) m-0 mb-4 flex h-auto w-auto flex-col items-center gap-2 overflow-visible border-0 bg-transparent p-0 text-ink sm:mb-6 ' +
    // In a dialog the buttons are at its foot, so there it is at the top; and the newest alone, or its name would be covered.
    '[&[popover]]:top-4 [&[popover]]:bottom-auto [&[popover]>:not(:last-child)]:hidden';
  return layer;
}

type KeyedToastProps = { readonly message: ToastMessage; readonly toastKey: number };

function KeyedToast({ message, toastKey }: KeyedToastProps) {
  // Kept the same between renders: a new one would start the toast's six seconds again.
  const close = useCallback(() => closeToast(toastKey), [toastKey]);
  return <Toast status={message.status} text={message.text} action={message.action} onClose={close} />;
}
