import { Ellipsis } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { IconButton } from './icon-button.tsx';

export type MenuAction = {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly run: () => void;
  /** Something is lost by it. */
  readonly isDanger?: boolean;
  /** Why it cannot be done now; it stays in the list, so that nobody looks for it elsewhere. */
  readonly offReason?: string | null;
};

type ActionMenuProps = {
  /** What it acts on, e.g. "More for Theo". */
  readonly label: string;
  readonly actions: readonly MenuAction[];
  /** Instead of three dots, such as an arrow beside the button it adds to. */
  readonly icon?: ReactNode;
  readonly className?: string;
};

/** What can be done with one thing and is not done often, behind three dots. Arrows move in it, Esc leaves it. */
export function ActionMenu({ label, actions, icon = <Ellipsis className="size-4" />, className }: ActionMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panelId = useId();

  const close = () => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const onOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    document.addEventListener('pointerdown', onOutside);
    return () => document.removeEventListener('pointerdown', onOutside);
  }, [isOpen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    items.at((items.findIndex((item) => item === document.activeElement) + step) % items.length)?.focus();
  };

  return (
    <div ref={root} role="presentation" className="relative" onKeyDown={onKeyDown}>
      <IconButton
        label={label}
        icon={icon}
        className={className}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen ? (
        <div
          id={panelId}
          role="menu"
          aria-label={label}
          className="enter absolute top-full right-0 z-(--z-menu) mt-1.5 w-max max-w-80 min-w-52 rounded-card border border-border bg-raised p-1.5 text-ink shadow-menu"
        >
          {actions.map((action) => (
            <Item key={action.label} action={action} onDone={close} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Item({ action, onDone }: { readonly action: MenuAction; readonly onDone: () => void }) {
  const { label, icon, run, isDanger = false, offReason = null } = action;
  return (
    <button
      type="button"
      role="menuitem"
      aria-disabled={offReason === null ? undefined : true}
      onClick={() => {
        if (offReason !== null) return;
        onDone();
        run();
      }}
      className={classNames(
        'flex min-h-8.5 w-full items-center gap-2.5 rounded-control px-2.5 py-1.5 text-left text-body outline-offset-[-2px] hover:bg-hover focus-visible:bg-hover aria-disabled:text-ink-3',
        isDanger && offReason === null && 'text-danger-text',
      )}
    >
      {icon}
      <span className="min-w-0">
        {label}
        {offReason === null ? null : <span className="block text-small text-ink-3">{offReason}</span>}
      </span>
    </button>
  );
}
