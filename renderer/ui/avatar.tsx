import { categoryOf } from './category.ts';
import { classNames } from './class-names.ts';

/** First letters of the first and the last word; of a single word its first two. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const letters =
    words.length > 1
      ? Array.from(first).slice(0, 1).concat(Array.from(last).slice(0, 1))
      : Array.from(first).slice(0, 2);
  return letters.join('').toUpperCase();
}

/**
 * A person's initials on their colour. Drawn by the style sheet, because they are decoration: the name stands beside
 * them or is the link's name, and a link's visible text must be part of its name (WCAG 2.2, 2.5.3).
 */
export const Avatar = ({
  name,
  className = 'size-8.5 text-small',
}: {
  readonly name: string;
  readonly className?: string;
}) => (
  <span
    aria-hidden="true"
    data-initials={initialsOf(name)}
    className={classNames(
      'grid flex-none place-items-center rounded-full font-semibold before:content-[attr(data-initials)]',
      categoryOf(name),
      className,
    )}
  />
);
