import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/sheet.tsx';

type FormSheetProps = {
  readonly title: string;
  /** One sentence under it. */
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  /** What the button that does it says. */
  readonly action: string;
  /** What the button says while it is being done; null while it is not. */
  readonly busy: string | null;
  /** Why it cannot be done yet. */
  readonly offReason?: string | null;
  /** What the button that leaves all as it is says. */
  readonly cancel?: string;
  /** What else can be done here, before the two. */
  readonly otherAction?: ReactNode;
  /** What went wrong when it was tried. */
  readonly problem?: string | null;
  /** Something is lost when it is confirmed. */
  readonly isDanger?: boolean;
  /** Nobody leaves while it is being done, since it cannot be stopped. */
  readonly staysWhileBusy?: boolean;
  readonly onSubmit: () => Promise<void>;
  readonly onClose: () => void;
};

/** A sheet that asks for something and does it: the form, the way out, and the button. */
export function FormSheet({
  action,
  busy,
  offReason = null,
  cancel = 'Cancel',
  otherAction = null,
  isDanger = false,
  staysWhileBusy = false,
  onSubmit,
  onClose,
  ...sheet
}: FormSheetProps) {
  const isHeld = staysWhileBusy && busy !== null;
  return (
    <Sheet
      {...sheet}
      isDanger={isDanger}
      onClose={isHeld ? null : onClose}
      onSubmit={() => void onSubmit()}
      actions={
        <>
          {otherAction}
          {isHeld ? null : (
            <Button variant="quiet" onClick={onClose}>
              {cancel}
            </Button>
          )}
          <Button type="submit" variant={isDanger ? 'danger' : 'primary'} busy={busy} offReason={offReason}>
            {action}
          </Button>
        </>
      }
    />
  );
}
