import { ChevronDown } from 'lucide-react';
import type { Library } from '../../../../shared/lan/schemas.ts';
import { Menu } from '../../../ui/menu.tsx';

export const ROUND =
  'inline-flex h-9 items-center pointer-coarse:h-11 rounded-full border border-border-strong bg-surface hover:bg-hover';
export const CHIP = `${ROUND} gap-1.5 px-3.5 text-label font-medium whitespace-nowrap`;
const ALL = 'all';

/** Below what opens it; on a phone as wide as the row of controls, which is `relative` there. */
export const HEAD_MENU = {
  className: 'max-sm:static',
  placement: 'top-full mt-1.5 max-sm:inset-x-0 max-sm:w-auto sm:right-0',
} as const;

type LibraryMenuProps = {
  readonly libraries: readonly Library[];
  readonly chosen: string | null;
  readonly onChoose: (libraryId: string | null) => void;
};

/** Which of several libraries of a kind is shown; with one there is nothing to choose. */
export const LibraryMenu = ({ libraries, chosen, onChoose }: LibraryMenuProps) =>
  libraries.length < 2 ? null : (
    <Menu
      label="Library"
      {...HEAD_MENU}
      choices={[
        { value: ALL, label: 'All libraries' },
        ...libraries.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={chosen ?? ALL}
      onChoose={(value) => onChoose(value === ALL ? null : value)}
      trigger={(props) => (
        <button type="button" {...props} className={CHIP}>
          {libraries.find(({ id }) => id === chosen)?.name ?? 'All libraries'}
          <ChevronDown className="size-4 text-ink-3" />
        </button>
      )}
    />
  );
