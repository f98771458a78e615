import { CircleCheck, CircleX, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

/** Long enough to read and reach (foundations, "Toast"). */
const SHOWN_MS = 6_000;

type ToastProps = {
  readonly status: 'ok' | 'fail';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly onClose: () => void;
};

/** What finished, with at most one thing to do. It leaves after six seconds, not while it is pointed at or focused. */
export function Toast({ status, text, action, onClose }: ToastProps) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(onClose, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, onClose]);
  const Icon = status === 'ok' ? CircleCheck : CircleX;
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="enter pointer-events-auto flex min-h-12 w-95 max-w-full items-center gap-2.5 rounded-card border border-border bg-raised py-2 pr-2 pl-3.5 text-label text-ink shadow-menu"
    >
      <Icon className={status === 'ok' ? 'size-4 flex-none text-ok' : 'size-4 flex-none text-fail'} />
      <span className="min-w-0 flex-1">{text}</span>
      {action === undefined ? null : (
        <Button
          onClick={() => {
            action.run();
            onClose();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X className="size-4" />} variant="quiet" onClick={onClose} />
    </div>
  );
}
