import { CircleCheck, CircleQuestionMark, CircleX, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type NoteStatus = 'ok' | 'warn' | 'fail' | 'unknown' | 'info';

const LOOKS: Record<NoteStatus, { readonly icon: LucideIcon; readonly frame: string; readonly tint: string }> = {
  ok: { icon: CircleCheck, frame: 'border-ok-border bg-ok-bg', tint: 'text-ok' },
  warn: { icon: TriangleAlert, frame: 'border-warn-border bg-warn-bg', tint: 'text-warn' },
  fail: { icon: CircleX, frame: 'border-fail-border bg-fail-bg', tint: 'text-fail' },
  unknown: {
    icon: CircleQuestionMark,
    frame: 'border-dashed border-unknown-border bg-unknown-bg',
    tint: 'text-unknown',
  },
  info: { icon: Info, frame: 'border-info-border bg-info-bg', tint: 'text-info' },
};

type NoteProps = {
  readonly status: NoteStatus;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly icon?: LucideIcon;
  /** It has failed this moment, so a screen reader must interrupt. */
  readonly justFailed?: boolean;
  readonly className?: string;
};

export function Note({ status, title, children, action, icon, justFailed = false, className }: NoteProps) {
  const look = LOOKS[status];
  const Icon = icon ?? look.icon;
  return (
    <div
      role={justFailed ? 'alert' : 'status'}
      className={classNames(
        'flex flex-wrap items-start gap-2.5 rounded-field border px-3.5 py-3 text-label',
        look.frame,
        className,
      )}
    >
      <Icon className={classNames('mt-0.5 size-4 flex-none', look.tint)} />
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium">{title}</p>
        {children === undefined ? null : <div className="text-ink-2">{children}</div>}
      </div>
      {action}
    </div>
  );
}
