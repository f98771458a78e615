import { useEffect, useRef } from 'react';
import { Toast } from '../../ui/toast.tsx';
import { closeToast, useToasts } from '../toasts.ts';

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
      className="pointer-events-none fixed inset-x-4 bottom-20 z-(--z-toast) flex flex-col items-center gap-2 sm:bottom-6"
    >
      {shown.map((toast) => (
        <KeyedToast key={toast.key} {...toast} toastKey={toast.key} />
      ))}
    </div>
  );
}

type KeyedToastProps = Omit<Parameters<typeof Toast>[0], 'onClose'> & { readonly toastKey: number };

function KeyedToast({ toastKey, ...toast }: KeyedToastProps) {
  // Kept the same between renders: a new one would start the toast's six seconds again.
  const close = useRef(() => closeToast(toastKey));
  return <Toast {...toast} onClose={close.current} />;
}
