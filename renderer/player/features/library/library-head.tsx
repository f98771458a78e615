import { ArrowDown, ArrowUp, ChevronDown, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Library, Total } from '../../../../shared/lan/schemas.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Menu } from '../../../ui/menu.tsx';
import { useTypedValue } from '../../../ui/use-typed-value.ts';
import { countOf } from '../../words/item.ts';
import { CHIP, HEAD_MENU, LibraryMenu, ROUND } from './library-menu.tsx';
import { sortLabel, type ListFilter, type Sort } from './list-filter.ts';
import type { ListedKind } from './listed-kind.ts';

type LibraryHeadProps = {
  readonly title: string;
  readonly total: Total | null;
  readonly noun: string;
  readonly calledBy: ListedKind['calledBy'];
  readonly sorts: readonly Sort[];
  readonly libraries: readonly Library[];
  readonly filter: ListFilter;
  readonly views?: ReactNode;
  readonly onChange: (change: Partial<ListFilter>) => void;
};

/** The page's name and count, and what decides which items stand below and in which order. */
export function LibraryHead({
  title,
  total,
  noun,
  calledBy,
  sorts,
  libraries,
  filter,
  views,
  onChange,
}: LibraryHeadProps) {
  const change = (changed: Partial<ListFilter>) => {
    onChange(changed);
    scrollTo(0, 0);
  };
  const isRising = filter.order === 'asc';
  const sortedBy = sortLabel(filter.sort, calledBy);
  const hasNothing = total === 0 && filter.search === '' && filter.library === null;
  return (
    <div
      className={classNames(
        'flex flex-wrap gap-x-4 gap-y-3 pt-2 pb-4 sm:pt-4 sm:pb-5',
        // The views are higher than the name: all stand on one middle then, else on one foot.
        views === undefined ? 'items-end sm:[&_p]:pb-1' : 'items-center',
      )}
    >
      {/* The count comes late: beside the views it must move nothing. */}
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 max-sm:w-full sm:contents">
        <h1 className="text-page font-semibold tracking-tight">{title}</h1>
        <p role="status" className="text-ink-3 tabular-nums sm:order-1">
          {total === null ? '' : countOf(total, noun)}
        </p>
      </div>
      {views}
      {/* Where there is nothing, there is nothing to filter and to sort. */}
      <div
        className={classNames(
          'flex flex-wrap items-center gap-2 max-sm:relative max-sm:w-full sm:order-2 sm:ml-auto',
          hasNothing && 'hidden',
        )}
      >
        <TitleFilter calledBy={calledBy} value={filter.search} onValue={(search) => change({ search })} />
        <LibraryMenu libraries={libraries} chosen={filter.library} onChoose={(library) => change({ library })} />
        <Menu
          label="Sort by"
          {...HEAD_MENU}
          choices={sorts.map((value) => ({ value, label: sortLabel(value, calledBy) }))}
          value={filter.sort}
          onChoose={(sort) => change({ sort })}
          trigger={(props) => (
            <button type="button" {...props} aria-label={`Sort by ${sortedBy}`} className={CHIP}>
              <span className="font-normal text-ink-3 max-sm:hidden">Sort by</span> {sortedBy}
              <ChevronDown className="size-4 text-ink-3" />
            </button>
          )}
        />
        <button
          type="button"
          aria-label={isRising ? 'Rising order' : 'Falling order'}
          title="Turn the order round"
          onClick={() => change({ order: isRising ? 'desc' : 'asc' })}
          className={`${ROUND} w-9 justify-center pointer-coarse:w-11`}
        >
          {isRising ? <ArrowUp className="size-4" /> : <ArrowDown className="size-4" />}
        </button>
      </div>
    </div>
  );
}

type TitleFilterProps = {
  readonly calledBy: ListedKind['calledBy'];
  readonly value: string;
  readonly onValue: (value: string) => void;
};

function TitleFilter({ calledBy, value, onValue }: TitleFilterProps) {
  const [typed, setTyped] = useTypedValue(value, onValue);
  return (
    <div className="flex h-9 w-36 min-w-0 items-center pointer-coarse:h-11 rounded-full border border-border-strong bg-surface pr-1 pl-3.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-focus max-sm:min-w-32 max-sm:flex-1 sm:w-48">
      <input
        type="text"
        aria-label={`Filter by ${calledBy}`}
        placeholder={`Filter by ${calledBy}`}
        value={typed}
        maxLength={100}
        onChange={(event) => setTyped(event.target.value)}
        className="h-full w-full min-w-0 bg-transparent text-label outline-none"
      />
      {typed === '' ? null : (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => setTyped('')}
          className="grid size-7 flex-none place-items-center rounded-full text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:-mr-1 pointer-coarse:size-11"
        >
          <X className="size-4" />
        </button>
      )}
    </div>
  );
}
