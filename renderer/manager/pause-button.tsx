import { Pause, Play } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import type { ButtonVariant } from '../ui/button-style.ts';
import { showToast } from '../ui/toasts.ts';
import { useCommand } from './use-command.ts';

type PauseButtonProps = { readonly isPaused: boolean; readonly variant?: ButtonVariant };

/** Serve nothing for a while, and again. Says itself how it ended; the state comes by event. */
export function PauseButton({ isPaused, variant = 'plain' }: PauseButtonProps) {
  const pause = useCommand('system.pause');
  const resume = useCommand('system.resume');
  const toggle = async () => {
    const done = isPaused ? await resume.run({}) : await pause.run({});
    if (!done.ok) showToast({ status: 'fail', text: done.failure.message });
    else showToast({ status: 'ok', text: isPaused ? 'Being served again.' : 'Paused. Nobody can watch now.' });
  };
  return isPaused ? (
    <Button
      variant={variant}
      icon={<Play className="size-4" />}
      busy={resume.isOut ? 'Resuming' : null}
      onClick={() => void toggle()}
    >
      Resume serving
    </Button>
  ) : (
    <Button
      variant={variant}
      icon={<Pause className="size-4" />}
      busy={pause.isOut ? 'Pausing' : null}
      onClick={() => void toggle()}
    >
      Pause serving
    </Button>
  );
}
