import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { tryNow, useConnection } from '../connection.ts';

/** The manager does not answer. What is on screen stays; this says that it is being looked for. */
export function ReconnectingBar() {
  const isAway = useConnection((state) => state.connection.kind === 'reconnecting');
  if (!isAway) return null;
  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-6 z-(--z-toast) flex justify-center">
      <div className="enter pointer-events-auto flex max-w-full items-center gap-3.5 rounded-card border border-warn-border bg-warn-bg py-3 pr-3 pl-4 text-label shadow-menu">
        <Spinner className="size-5 text-warn" />
        <div role="status" className="min-w-0">
          <p className="font-semibold">Holdfast does not answer</p>
          <p className="text-body text-ink-2">What you see may be out of date. It is looked for every 2 s.</p>
        </div>
        <Button onClick={() => void tryNow()}>Try now</Button>
      </div>
    </div>
  );
}
