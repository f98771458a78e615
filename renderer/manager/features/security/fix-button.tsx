import type { CheckEntry } from '../../../../shared/contract/checklist.ts';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { useCommand } from '../../use-command.ts';

type FixButtonProps = { readonly check: CheckEntry; readonly isPrimary?: boolean };

/** Mends what a check found; what can be brought back is offered at once. */
export function FixButton({ check, isPrimary = false }: FixButtonProps) {
  const fixing = useCommand('checklist.fix');
  const checklist = useAsked('checklist.list', {}, ['checklist']);
  const isChecking = checklist.kind === 'value' && checklist.value.running;
  const { id, title, fix } = check;
  if (fix === null) return null;
  const undo = async () => {
    const undone = await bridge.call('checklist.undo', { id });
    showToast(
      undone.ok ? { status: 'ok', text: 'It is as it was before' } : { status: 'fail', text: undone.failure.message },
    );
  };
  const mend = async () => {
    const mended = await fixing.run({ id });
    if (!mended.ok) showToast({ status: 'fail', text: mended.failure.message });
    else
      showToast({
        status: 'ok',
        text: `Mended: ${mended.value.check.title}`,
        ...(fix.undoable && { action: { label: 'Undo', run: () => void undo() } }),
      });
  };
  return (
    <Button
      size="s"
      variant={isPrimary ? 'primary' : 'plain'}
      busy={fixing.isOut ? 'Mending' : null}
      // What it is about to mend is being looked at.
      offReason={isChecking ? 'The checks are running. It can be pressed when they are done.' : null}
      title={fix.effect}
      aria-label={`${fix.label}: ${title}`}
      onClick={() => void mend()}
    >
      {fix.label}
    </Button>
  );
}
