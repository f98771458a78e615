import { RefreshCw } from 'lucide-react';
import type { Checklist } from '../../../../shared/contract/checklist.ts';
import { Button } from '../../../ui/button.tsx';
import type { ButtonSize, ButtonVariant } from '../../../ui/button-style.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';

type CheckButtonProps = {
  readonly checklist: Pick<Checklist, 'checkedAt' | 'running'>;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
};

/** Has the whole checklist looked at, now. */
export function CheckButton({ checklist: { checkedAt, running }, variant, size }: CheckButtonProps) {
  const run = useCommand('checklist.run');
  const look = async () => {
    const found = await run.run({});
    if (!found.ok) showToast({ status: 'fail', text: found.failure.message });
  };
  return (
    <Button
      variant={variant}
      size={size}
      icon={<RefreshCw className="size-4" />}
      busy={run.isOut || running ? 'Checking' : null}
      onClick={() => void look()}
    >
      {checkedAt === null ? 'Check now' : 'Check again'}
    </Button>
  );
}
