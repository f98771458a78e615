import { classNames } from './class-names.ts';

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger' | 'danger-text' | 'on-art' | 'on-art-quiet';
export type ButtonSize = 's' | 'm' | 'l' | 'player';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover active:bg-accent-press',
  plain: 'border-border-strong bg-surface text-ink hover:bg-hover active:bg-press',
  quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink active:bg-press',
  danger: 'border-transparent bg-danger text-on-danger hover:bg-danger-hover active:bg-danger-press',
  'danger-text': 'border-border-strong bg-surface text-danger-text hover:bg-hover active:bg-press',
  'on-art': 'border-transparent bg-video-text text-video-bg hover:bg-video-text-2',
  'on-art-quiet': 'border-video-track bg-transparent text-video-text hover:bg-video-border',
};

const SIZES: Record<ButtonSize, string> = {
  s: 'h-(--size-control-s) gap-1.5 rounded-control px-2.5 text-small',
  m: 'h-(--size-control) gap-1.5 rounded-control px-3 text-body',
  l: 'h-(--size-control-l) gap-1.5 rounded-field px-4 text-label',
  player: 'h-(--size-touch) gap-2 rounded-full px-5 text-read',
};

const ICON_SIZES: Record<ButtonSize, string> = {
  s: 'size-(--size-control-s) rounded-control',
  m: 'size-(--size-control) rounded-control',
  l: 'size-(--size-control-l) rounded-field',
  player: 'size-(--size-touch) rounded-full',
};

const SHARED =
  'inline-flex flex-none items-center justify-center border font-medium whitespace-nowrap transition-colors select-none ' +
  'aria-disabled:border-border aria-disabled:bg-sunken aria-disabled:text-ink-3 aria-disabled:hover:bg-sunken aria-disabled:hover:text-ink-3';

type Look = { readonly variant?: ButtonVariant; readonly size?: ButtonSize; readonly className?: string };

/** The look of a button, for links that act like one. */
export const buttonStyle = ({ variant = 'plain', size = 'm', className }: Look = {}): string =>
  classNames(SHARED, SIZES[size], VARIANTS[variant], className);

export const iconButtonStyle = ({ variant = 'plain', size = 'm', className }: Look = {}): string =>
  classNames(SHARED, ICON_SIZES[size], VARIANTS[variant], className);
