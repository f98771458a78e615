import { categoryOf } from './category.ts';
import { classNames } from './class-names.ts';

const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? '')][0]) : [...name].slice(0, 2);
  return letters.join('').toUpperCase();
};

/** A person's initials on their colour. It is decoration: the name stands beside it or is the link's name. */
export const Avatar = ({ name, className = 'size-8.5 text-small' }: { readonly name: string; readonly className?: string }) => (
  <span
    aria-hidden="true"
    className={classNames('grid flex-none place-items-center rounded-full font-semibold', categoryOf(name), className)}
  >
    {initialsOf(name)}
  </span>
);
