import { useId, useRef, type FormEvent, type ReactNode } from 'react';
import { Note } from './note.tsx';
import { useModal } from './use-modal.ts';

type SheetProps = {
  readonly title: string;
  /** One sentence under it. */
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  /** At the right, the one that does it last. */
  readonly actions: ReactNode;
  /** Esc and a press outside; null while it must stay, as during what cannot be stopped. */
  readonly onClose: (() => void) | null;
  /** Enter in a field, and the action of type submit. */
  readonly onSubmit?: () => void;
  /** What went wrong when it was tried, to be read inside the sheet. */
  readonly problem?: string | null;
  /** Something is lost when it is confirmed, so it is announced as an alert. */
  readonly isDanger?: boolean;
};

/** A modal form over the window, drawn while mounted; taller than the window, its middle scrolls. */
export function Sheet({
  title,
  about,
  children,
  actions,
  onClose,
  onSubmit,
  problem = null,
  isDanger = false,
}: SheetProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const aboutId = useId();
  useModal(ref);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <dialog
      ref={ref}
      role={isDanger ? 'alertdialog' : undefined}
      aria-labelledby={titleId}
      aria-describedby={about === undefined ? undefined : aboutId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      closedby={onClose === null ? 'none' : 'any'}
      className="enter m-auto w-150 max-w-[calc(100vw-32px)] overflow-hidden rounded-sheet border border-border bg-raised p-0 text-ink shadow-sheet backdrop:bg-scrim"
    >
      <form noValidate onSubmit={submit} className="flex max-h-[calc(100dvh-64px)] flex-col">
        <div className="px-6 pt-5.5">
          <h2 id={titleId} className="text-section font-semibold tracking-tight">
            {title}
          </h2>
          {about === undefined ? null : (
            <div id={aboutId} className="mt-1.5 text-label text-ink-2">
              {about}
            </div>
          )}
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
          {children}
          {problem === null ? null : (
            <Note
              status="fail"
              title="This could not be done"
              justFailed
              className={children === undefined ? '' : 'mt-4'}
            >
              {problem}
            </Note>
          )}
        </div>
        <div className="flex flex-wrap justify-end gap-2 border-t border-border px-6 py-4">{actions}</div>
      </form>
    </dialog>
  );
}
