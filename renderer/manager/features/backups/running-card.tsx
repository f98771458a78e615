import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { leftWords } from '../../../ui/duration-words.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { JOB_WORDS, secondsLeft, type BackupsFacts } from './backup-words.ts';

type Running = NonNullable<BackupsFacts['running']>;

/** What is being done with backups now, how far it is and how long it takes, and the way to stop it. */
export function RunningCard({ running }: { readonly running: Running }) {
  const what = JOB_WORDS[running.what] ?? 'Working';
  return (
    <section aria-label={what} className="rounded-card border border-accent-border bg-surface px-4 py-3.5 shadow-card">
      <div className="flex flex-wrap items-center gap-3">
        <Spinner className="size-4 text-accent" />
        <h2 className="text-heading font-semibold">{what}</h2>
        <span className="text-ink-2 tabular-nums">
          {Math.floor(running.fraction * 100)} %<TimeLeft key={running.what} fraction={running.fraction} />
        </span>
        <span className="ml-auto">
          <StopButton />
        </span>
      </div>
      <ProgressBar share={running.fraction} className="mt-3" />
    </section>
  );
}

/** Stops what is being done with backups. */
export function StopButton() {
  const cancel = useCommand('backups.cancel');
  const stop = async () => {
    const result = await cancel.run({});
    if (!result.ok) showToast({ status: 'fail', text: result.failure.message });
  };
  return (
    <Button size="s" busy={cancel.isOut ? 'Stopping' : null} onClick={() => void stop()}>
      Cancel
    </Button>
  );
}

function TimeLeft({ fraction }: { readonly fraction: number }) {
  const begun = useRef<{ readonly at: number; readonly fraction: number } | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const now = { at: Date.now(), fraction };
    begun.current ??= now;
    setLeft(secondsLeft(begun.current, now));
  }, [fraction]);
  return left === null ? null : ` · ${leftWords(left)}`;
}
