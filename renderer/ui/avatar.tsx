import { categoryOf } from './category.ts';
import { classNames } from './class-names.ts';

/** First letters of the first and the last word; of a single word its first. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const letters = words.length > 1 ? [first, last] : [first];
  return letters
    .map((word) => Array.from(word).slice(0, 1).join(''))
    .join('')
    .toUpperCase();
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
