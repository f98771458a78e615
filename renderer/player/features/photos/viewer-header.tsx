import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { ControlButton } from '../streaming/control-button.tsx';

type ViewerHeaderProps = {
  readonly title: string;
  readonly detail: string;
  readonly onLeave: () => void;
  readonly children?: ReactNode;
};

/** The way out, what is seen, and what can be done with it. */
export const ViewerHeader = ({ title, detail, onLeave, children }: ViewerHeaderProps) => (
  <header className="absolute inset-x-0 top-0 z-(--z-sticky) flex items-center gap-1 px-2 py-3 sm:px-6 sm:py-5">
    <ControlButton label="Back" icon={<ArrowLeft className="size-5.5" />} onClick={onLeave} />
    <div role="status" className="min-w-0 flex-1 pl-1 sm:pl-3">
      {title === '' ? (
        <h1 className="sr-only">Photo</h1>
      ) : (
        <h1 className="truncate text-read font-semibold">{title}</h1>
      )}
      <p className="truncate text-body text-video-text-2 tabular-nums">{detail}</p>
    </div>
    {children}
  </header>
);
