import { useId, useState, type ReactNode } from 'react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';

type ResultSectionProps = {
  readonly title: string;
  readonly items: readonly ItemCard[];
  /** How many are shown before one asks for all. */
  readonly atFirst: number;
  readonly listClass: string;
  readonly children: (item: ItemCard) => ReactNode;
};

/** What was found of one kind; nothing when there is none. */
export function ResultSection({ title, items, atFirst, listClass, children }: ResultSectionProps) {
  const titleId = useId();
  const [isOpen, setOpen] = useState(false);
  if (items.length === 0) return null;
  const shown = isOpen ? items : items.slice(0, atFirst);
  return (
    <section aria-labelledby={titleId} className="mt-8">
      <h2 id={titleId} className="mb-3.5 text-section font-semibold tracking-tight">
        {title}
      </h2>
      <ul className={listClass}>
        {shown.map((item) => (
          <li key={item.id} className="min-w-0">
            {children(item)}
          </li>
        ))}
      </ul>
      {shown.length === items.length ? null : (
        <Button variant="quiet" size="l" className="mt-2 -ml-4" onClick={() => setOpen(true)}>
          Show all {items.length}
        </Button>
      )}
    </section>
  );
}
