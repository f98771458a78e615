import { classNames } from '../../ui/class-names.ts';
import { Mark } from '../../ui/mark.tsx';
import { FindAnything } from '../features/palette/find-anything.tsx';
import { useHouseState } from './house-state.ts';
import type { HouseState } from './house-words.ts';

const DOTS: Record<HouseState['tone'], string> = {
  ok: 'bg-ok-solid',
  warn: 'bg-warn-solid',
  fail: 'bg-fail-solid',
  unknown: 'bg-unknown-solid',
  closed: 'bg-on-lock-2',
};

/** Which house it is and how it is, always in the same place. The whole bar changes while it is closed. */
export function TitleBar() {
  const state = useHouseState();
  const isClosed = state.tone === 'closed';
  return (
    <header
      className={classNames(
        'print:hidden sticky top-0 z-(--z-titlebar) col-span-full flex items-center gap-5 border-b pl-4 text-body',
        // Beside what closes the house; while it is closed there is none.
        isClosed ? 'border-lock bg-lock pr-4 text-on-lock' : 'border-border bg-rail pr-44 max-sm:pr-36',
      )}
    >
      <span className="flex items-center gap-2 text-label font-semibold tracking-tight">
        <Mark className={classNames('size-4.5', isClosed ? 'text-on-lock' : 'text-accent')} />
        {/* On a phone how the house is needs the room. */}
        <span className="max-sm:sr-only">Holdfast</span>
      </span>
      <State state={state} />
      <div className="ml-auto flex-none">
        <FindAnything isOnLock={isClosed} />
      </div>
    </header>
  );
}

const State = ({ state }: { readonly state: HouseState }) => (
  <p role="status" className="flex min-w-0 flex-1 items-center gap-1">
    <span aria-hidden="true" className={classNames('mr-1 size-2 flex-none rounded-full', DOTS[state.tone])} />
    <span className="truncate font-medium">{state.word}</span>
    {state.facts.map((fact) => (
      <span
        key={fact}
        className={classNames('truncate max-sm:hidden', state.tone === 'closed' ? 'text-on-lock-2' : 'text-ink-2')}
      >
        · {fact}
      </span>
    ))}
  </p>
);
