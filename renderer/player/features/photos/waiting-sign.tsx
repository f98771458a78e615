import { Spinner } from '../../../ui/spinner.tsx';
import { useLate } from '../../../ui/use-late.ts';

/** Shown once it takes long. */
export const WaitingSign = ({ className }: { readonly className?: string }) =>
  useLate() ? (
    <div role="status" className={className}>
      <Spinner className="size-8" />
      <span className="sr-only">Loading the photo</span>
    </div>
  ) : null;
