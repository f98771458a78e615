import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Keycap } from './keycap.tsx';

export type Shortcut = { readonly keys: readonly string[]; readonly does: string };

type KeysDialogProps = { readonly shortcuts: readonly Shortcut[]; readonly onClose: () => void };

/** Which keys do what, as `?` shows it. */
export const KeysDialog = ({ shortcuts, onClose }: KeysDialogProps) => (
  <Dialog
    title="Keys"
    onClose={onClose}
    actions={
      <Button size="l" onClick={onClose}>
        Close
      </Button>
    }
  >
    <dl className="mt-3 divide-y divide-border">
      {shortcuts.map(({ keys, does }) => (
        <div key={does} className="flex items-center justify-between gap-4 py-1.5 text-label">
          <dt className="text-ink">{does}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Keycap key={key}>{key}</Keycap>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
