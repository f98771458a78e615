import { Button } from '../../../ui/button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { JOB_WORDS, type BackupsFacts } from './backup-words.ts';

/** What is being done with backups now, how far it is, and the way to stop it. */
export function RunningCard({ running }: { readonly running: NonNullable<BackupsFacts['running']> }) {
  const cancel = useCommand('backups.cancel');
  const stop = async () => {
    const result = await cancel.run({});
    if (!result.ok) showToast({ status: 'fail', text: result.failure.message });
  };
  const what = JOB_WORDS[running.what] ?? 'Working';
  return (
    <section aria-label={what} className="rounded-card border border-accent-border bg-surface px-4 py-3.5 shadow-card">
      <div className="flex flex-wrap items-center gap-3">
        <Spinner className="size-4 text-accent" />
        <h2 className="text-heading font-semibold">{what}</h2>
        <span className="text-ink-2 tabular-nums">{Math.floor(running.fraction * 100)} %</span>
        <Button size="s" className="ml-auto" busy={cancel.isOut ? 'Stopping' : null} onClick={() => void stop()}>
          Cancel
        </Button>
      </div>
      <ProgressBar share={running.fraction} className="mt-3" />
    </section>
  );
}
