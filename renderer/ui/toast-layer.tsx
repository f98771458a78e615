import { useCallback, useEffect, useRef } from 'react';
import { Toast } from './toast.tsx';
import { closeToast, useToasts, type ToastMessage } from './toasts.ts';

/** Where toasts appear; F6 moves to the newest. */
export function ToastLayer() {
  const shown = useToasts((state) => state.shown);
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      const buttons = ref.current?.querySelectorAll('button');
      buttons?.item(0)?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <div
      ref={ref}
      role="status"
      // Above the bars at the bottom, whichever there are.
      className="pointer-events-none fixed inset-x-4 bottom-(--bars-height) z-(--z-toast) mb-4 flex flex-col items-center gap-2 sm:mb-6"
    >
      {shown.map((toast) => (
        <KeyedToast key={toast.key} message={toast} toastKey={toast.key} />
      ))}
    </div>
  );
}

type KeyedToastProps = { readonly message: ToastMessage; readonly toastKey: number };

function KeyedToast({ message, toastKey }: KeyedToastProps) {
  // Kept the same between renders: a new one would start the toast's six seconds again.
  const close = useCallback(() => closeToast(toastKey), [toastKey]);
  return <Toast status={message.status} text={message.text} action={message.action} onClose={close} />;
}
