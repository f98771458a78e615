import { classNames } from './class-names.ts';

export const Spinner = ({ className = 'size-3.5' }: { readonly className?: string }) => (
  <span
    aria-hidden="true"
    className={classNames(
      'inline-block flex-none animate-spin rounded-full border-2 border-current border-r-transparent opacity-80 motion-reduce:animate-none',
      className,
    )}
  />
);
