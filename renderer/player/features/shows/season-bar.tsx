import { CheckCheck, ChevronDown } from 'lucide-react';
import { useLocation } from 'wouter';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { LinkTabs } from '../../../ui/link-tabs.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { showPath } from '../../paths.ts';
import { useWatchState } from '../../watch-state.ts';
import { seasonTitle } from '../../words/episode.ts';
import { countOf, isWatched } from '../../words/item.ts';
import { markAll, useShow } from './store.ts';

type SeasonBarProps = {
  readonly show: ItemCard;
  readonly seasons: readonly ItemCard[];
  readonly season: ItemCard;
};

/** More names than this do not stand side by side, on a phone far fewer. */
const MOST_TABS = 6;

export function SeasonBar({ show, seasons, season }: SeasonBarProps) {
  const watched = isWatched(season, useWatchState(season));
  const markingId = useShow((state) => state.markingId);
  return (
    <div className="gutter mt-7 mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
      {seasons.length === 1 ? (
        <h2 className="text-section font-semibold tracking-tight">{seasonTitle(season)}</h2>
      ) : (
        <SeasonPicker show={show} seasons={seasons} season={season} />
      )}
      <div className="flex items-center justify-between gap-4 max-sm:w-full sm:ml-auto">
        <p className="text-label text-ink-3 tabular-nums">{countsOf(season)}</p>
        <Button
          variant="quiet"
          size="l"
          icon={<CheckCheck className="size-4.5" />}
          busy={markingId === season.id ? 'Marking' : null}
          onClick={() => void markAll(season, !watched)}
          className="-mr-4"
        >
          <span>
            Mark <span className="max-sm:hidden">season </span>as {watched ? 'not watched' : 'watched'}
          </span>
        </Button>
      </div>
    </div>
  );
}

function SeasonPicker({ show, seasons, season }: SeasonBarProps) {
  const [, navigate] = useLocation();
  if (seasons.length <= MOST_TABS) {
    return (
      <LinkTabs
        label="Seasons"
        replace
        tabs={seasons.map((one) => ({
          href: showPath(show.id, one.id),
          label: seasonTitle(one),
          isCurrent: one.id === season.id,
        }))}
      />
    );
  }
  return (
    <Menu
      label="Season"
      placement="left-0 top-full mt-1.5 max-h-96 overflow-y-auto"
      choices={seasons.map((one) => ({ value: one.id, label: seasonTitle(one), detail: countsOf(one) }))}
      value={season.id}
      onChoose={(id) => navigate(showPath(show.id, id), { replace: true })}
      trigger={(props) => (
        <button
          type="button"
          {...props}
          className="inline-flex h-10 items-center gap-2 rounded-full border border-border-strong bg-surface px-4.5 font-medium hover:bg-hover"
        >
          {seasonTitle(season)}
          <ChevronDown className="size-4 text-ink-3" />
        </button>
      )}
    />
  );
}

/** "8 episodes · 3 watched". */
function countsOf({ childCount, unwatchedCount }: ItemCard): string {
  if (childCount === null) return '';
  const watched = unwatchedCount === null ? 0 : childCount - unwatchedCount;
  return `${countOf(childCount, 'episode')}${watched > 0 ? ` · ${watched} watched` : ''}`;
}
