import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { leftWords } from '../../../ui/duration-words.ts';
import { changesIn, figure, paceOf, type Folder } from './folder-words.ts';

/** A scan that runs: how far, how fast, how long still, what it found, and the way to stop it. */
export function ScanCard({ folder }: { readonly folder: Folder }) {
  const cancel = useCommand('library.cancelScan');
  const { scan } = folder;
  if (scan === null) return null;
  const pace = paceOf(scan);
  const stop = async () => {
    const result = await cancel.run({ id: folder.id });
    if (!result.ok) showToast({ status: 'fail', text: result.failure.message });
  };
  return (
    <section
      aria-label={`Scan of ${folder.name}`}
      className="rounded-card border border-accent-border bg-surface px-4 py-3.5 shadow-card"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Spinner className="size-4 text-accent" />
        <h2 className="text-heading font-semibold">Scanning {folder.name}</h2>
        <span className="text-ink-2 tabular-nums">
          {scan.expected === null || scan.seen > scan.expected
            ? `${figure(scan.seen)} files so far`
            : `${figure(scan.seen)} of ${figure(scan.expected)} files`}
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-1 tabular-nums">
          {pace.filesPerSecond < 1 ? null : (
            <span className="text-ink-2">{figure(Math.round(pace.filesPerSecond))} files/s</span>
          )}
          {pace.secondsLeft === null ? null : <span className="font-medium">{leftWords(pace.secondsLeft)}</span>}
          <Button size="s" busy={cancel.isOut ? 'Stopping' : null} onClick={() => void stop()}>
            Cancel<span className="sr-only"> the scan of {folder.name}</span>
          </Button>
        </span>
      </div>
      <ProgressBar share={pace.share ?? 1} className={classNames('mt-3', pace.share === null && 'animate-pulse')} />
      <p className="mt-2 text-small text-ink-3 tabular-nums">{changesIn(scan) ?? 'Everything as it was so far'}</p>
    </section>
  );
}
