import { classNames } from './class-names.ts';

type ProgressBarProps = {
  /** 0 to 1. */
  readonly share: number;
  readonly tone?: 'accent' | 'on-art';
  readonly className?: string;
};

/** How much is done. Drawn only: the words beside it say the same. */
export const ProgressBar = ({ share, tone = 'accent', className }: ProgressBarProps) => (
  <div
    aria-hidden="true"
    className={classNames(
      'h-1 overflow-hidden rounded-full',
      tone === 'accent' ? 'bg-track' : 'bg-video-track',
      className,
    )}
  >
    <div
      className={classNames('h-full rounded-full', tone === 'accent' ? 'bg-accent' : 'bg-video-text')}
      style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }}
    />
  </div>
);
