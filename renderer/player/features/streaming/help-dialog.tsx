import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Keycap } from '../../../ui/keycap.tsx';
import { SHORTCUTS } from './shortcuts.ts';

export const HelpDialog = ({ onClose }: { readonly onClose: () => void }) => (
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
      {SHORTCUTS.map(({ keys, does }) => (
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
