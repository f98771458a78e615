import { Unplug } from 'lucide-react';
import { useState } from 'react';
import type { ItemDetail } from '../../../../shared/lan/schemas.ts';
import { Artwork } from '../../../ui/artwork.tsx';
import { Note } from '../../../ui/note.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { backdropOf, posterOf } from '../../pictures.ts';
import { length } from '../../words/duration.ts';
import { Actions } from './actions.tsx';
import { MediaFacts } from './media-facts.tsx';
import { VerdictLine } from './verdict-line.tsx';

export function FilmDetail({ item }: { readonly item: ItemDetail }) {
  usePageTitle(item.title);
  const playable = item.versions.find((version) => version.available) ?? item.versions[0];
  const [chosenId, setChosenId] = useState(playable?.id);
  const version = item.versions.find(({ id }) => id === chosenId) ?? playable;
  const backdrop = backdropOf(item);
  const facts = [item.year, item.durationMs === null ? null : length(item.durationMs), item.edition];
  const isAway = !item.available || version?.available === false;

  return (
    <article className="pb-12">
      {backdrop === null ? (
        <div className="h-6 sm:h-12" />
      ) : (
        <div className="h-50 overflow-hidden sm:mx-6 sm:h-75 sm:rounded-panel md:mt-1 lg:mx-12">
          <Artwork title={item.title} picture={backdrop} sizes="100vw" shape="still" away={isAway} eager />
        </div>
      )}
      <div className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-4 px-4 sm:px-10 md:grid-cols-[248px_minmax(0,1fr)] md:gap-x-10 lg:px-22">
        <div
          className={`z-(--z-sticky) aspect-poster w-26 self-start overflow-hidden rounded-card bg-sunken shadow-menu ring-4 ring-canvas md:row-span-6 md:w-62 ${backdrop === null ? '' : '-mt-16 md:-mt-28'}`}
        >
          <Artwork title={item.title} picture={posterOf(item)} sizes="248px" shape="poster" away={isAway} eager />
        </div>
        <header className="pt-3 md:pt-6.5">
          <h1 className="text-display font-semibold tracking-tight text-balance break-words md:text-hero">
            {item.title}
          </h1>
          <p className="mt-1 flex flex-wrap gap-x-4.5 text-ink-2 tabular-nums md:mt-2">
            {facts
              .filter((fact) => fact !== null)
              .map((fact) => (
                <span key={fact}>{fact}</span>
              ))}
          </p>
        </header>
        <div className="col-span-2 mt-5 flex min-w-0 flex-col gap-5 md:col-span-1 md:col-start-2">
          <Actions item={item} version={version} isAway={isAway} />
          {isAway ? (
            <Note
              status="unknown"
              icon={Unplug}
              title="The drive this film is on is not connected"
              className="max-w-170"
            >
              It plays again once the drive is plugged in. Nothing is lost, also not your place.
            </Note>
          ) : null}
          {version === undefined ? (
            <Note status="unknown" title="There is no file to play" className="max-w-170">
              Its files were not read yet, or have gone.
            </Note>
          ) : (
            <>
              <MediaFacts versions={item.versions} version={version} onVersion={setChosenId} />
              {isAway ? null : <VerdictLine version={version} />}
            </>
          )}
        </div>
      </div>
    </article>
  );
}
