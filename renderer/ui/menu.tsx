import { Check } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type MenuChoice<T extends string> = { readonly value: T; readonly label: string; readonly detail?: string };

export type MenuTrigger = {
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': boolean;
  readonly 'aria-controls': string | undefined;
  readonly onClick: () => void;
};

type MenuProps<T extends string> = {
  /** What is being chosen, e.g. "Sort by". */
  readonly label: string;
  readonly choices: readonly MenuChoice<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  readonly trigger: (props: MenuTrigger) => ReactNode;
  readonly tone?: 'page' | 'video';
  /** Where it opens, as classes of its position. */
  readonly placement?: string;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Said below the choices; nothing to press. */
  readonly footer?: ReactNode;
  readonly className?: string;
};

const TONES = {
  page: {
    panel: 'border-border bg-raised text-ink shadow-menu',
    item: 'hover:bg-hover focus-visible:bg-hover',
    chosen: 'text-accent-text',
    detail: 'text-ink-3',
    line: 'border-border',
  },
  video: {
    panel: 'border-video-border bg-video-panel text-video-text',
    item: 'outline-video-accent hover:bg-video-border focus-visible:bg-video-border',
    chosen: 'text-video-accent',
    detail: 'text-video-text-2',
    line: 'border-video-border',
  },
} as const;

/** A button that opens a list to choose one thing from. */
export function Menu<T extends string>({
  label,
  choices,
  value,
  onChoose,
  trigger,
  tone = 'page',
  placement = 'right-0 top-full mt-1.5',
  onOpenChange,
  footer,
  className,
}: MenuProps<T>) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panelId = useId();
  const look = TONES[tone];

  const show = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const close = () => {
    show(false);
    root.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  };

  useEffect(() => {
    if (!isOpen) return undefined;
    root.current?.querySelector<HTMLElement>('[role=menuitemradio][aria-checked=true]')?.focus();
    const onOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === true) return;
      setOpen(false);
      onOpenChange?.(false);
    };
    document.addEventListener('pointerdown', onOutside);
    return () => document.removeEventListener('pointerdown', onOutside);
  }, [isOpen, onOpenChange]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    // The open menu owns the keyboard: neither the page nor the video may act on the same key.
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items.at((at + step) % items.length)?.focus();
  };

  return (
    <div ref={root} role="presentation" className={classNames('relative', className)} onKeyDown={onKeyDown}>
      {trigger({
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        'aria-controls': isOpen ? panelId : undefined,
        onClick: () => show(!isOpen),
      })}
      {isOpen ? (
        <div
          id={panelId}
          role="menu"
          aria-label={label}
          className={classNames(
            'enter absolute z-(--z-menu) max-h-[60vh] w-max max-w-[calc(100vw-32px)] min-w-44 overflow-y-auto rounded-card border p-1.5 text-label',
            look.panel,
            placement,
          )}
        >
          {choices.map((choice) => (
            <button
              key={choice.value}
              type="button"
              role="menuitemradio"
              aria-checked={choice.value === value}
              onClick={() => {
                onChoose(choice.value);
                close();
              }}
              className={classNames(
                'flex min-h-10 w-full items-center pointer-coarse:min-h-11 gap-2.5 rounded-control px-2.5 py-1 text-left outline-offset-[-2px]',
                look.item,
              )}
            >
              <Check className={classNames('size-4 flex-none', choice.value === value ? look.chosen : 'invisible')} />
              <span className="flex-1 whitespace-nowrap">{choice.label}</span>
              {choice.detail === undefined || choice.detail === '' ? null : (
                <span className={classNames('pl-4 text-right text-body text-balance tabular-nums', look.detail)}>
                  {choice.detail}
                </span>
              )}
            </button>
          ))}
          {footer === undefined ? null : (
            <div className={classNames('mt-1.5 border-t pt-1.5', look.line)}>{footer}</div>
          )}
        </div>
      ) : null}
    </div>
  );
}
