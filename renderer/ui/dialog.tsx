import { useId, useRef, type ReactNode } from 'react';
import { useModal } from './use-modal.ts';

type DialogProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
  readonly actions: ReactNode;
  /** Something is lost when it is confirmed, so it is announced as an alert. */
  readonly isDanger?: boolean;
};

/**
 * A modal sheet, drawn while mounted. The browser's own `<dialog>` holds the focus and needs no injected styles,
 * which our content policy would refuse.
 */
export function Dialog({ title, onClose, children, actions, isDanger = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useModal(ref);
  return (
    <dialog
      ref={ref}
      role={isDanger ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      closedby="any"
      className="enter m-auto w-120 max-w-[calc(100vw-32px)] overflow-hidden rounded-sheet border border-border bg-raised p-0 text-ink shadow-sheet backdrop:bg-scrim"
    >
      <div className="px-6 pt-5.5 pb-5">
        <h2 id={titleId} className="text-section font-semibold tracking-tight">
          {title}
        </h2>
        {children === undefined ? null : <div className="mt-1.5 text-read text-ink-2">{children}</div>}
        <div className="mt-5 flex flex-wrap justify-end gap-2">{actions}</div>
      </div>
    </dialog>
  );
}
