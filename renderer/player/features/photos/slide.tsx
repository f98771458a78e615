import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { ItemCard } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { photoName } from '../../photo-tile.tsx';
import { posterOf } from '../../pictures.ts';
import { WaitingSign } from './waiting-sign.tsx';

type SlideProps = {
  readonly photo: ItemCard;
  /** 0 is the one that is seen, -1 and 1 wait at its sides. */
  readonly offset: -1 | 0 | 1;
  /** In a slideshow photos fade into each other instead of moving. */
  readonly isFading: boolean;
  readonly isDragging: boolean;
  /** It is there to be seen, or it is known that it never will be. */
  readonly onSettled: (photoId: string) => void;
};

type Picture = 'loading' | 'shown' | 'broken';

/** One photo as large as the window lets it be. The small picture of the wall stands in until the large one is there. */
export function Slide({ photo, offset, isFading, isDragging, onSettled }: SlideProps) {
  const [state, setState] = useState<Picture>('loading');
  const [tries, setTries] = useState(0);
  const picture = posterOf(photo);
  const isSeen = offset === 0;
  const settle = (next: Picture) => {
    setState(next);
    onSettled(photo.id);
  };
  return (
    <div
      aria-hidden={isSeen ? undefined : true}
      inert={!isSeen}
      className={classNames(
        'absolute inset-0 grid place-items-center overflow-hidden',
        isFading
          ? 'transition-opacity duration-600 motion-reduce:duration-0'
          : !isDragging && 'transition-transform duration-(--dur-sheet) ease-out',
        isFading && !isSeen && 'opacity-0',
      )}
      style={isFading ? undefined : { transform: `translateX(calc(${offset * 104}% + var(--drag, 0px)))` }}
    >
      {picture === null || state === 'broken' ? (
        <NoPicture
          hasOne={picture !== null}
          onRetry={() => {
            setState('loading');
            setTries(tries + 1);
          }}
        />
      ) : (
        <>
          {state === 'shown' ? null : (
            <img alt="" src={picture.src} draggable={false} className="absolute inset-0 size-full object-contain" />
          )}
          <img
            key={tries}
            alt={photoName(photo)}
            src={picture.src}
            srcSet={picture.srcSet}
            sizes={sizesOf(photo)}
            decoding="async"
            draggable={false}
            onLoad={() => settle('shown')}
            onError={() => settle('broken')}
            className={classNames(
              'absolute inset-0 size-full object-contain select-none',
              state === 'shown' ? undefined : 'opacity-0',
            )}
          />
          {isSeen && state === 'loading' ? <WaitingSign className="absolute bottom-24" /> : null}
        </>
      )}
    </div>
  );
}

/** As wide as it is drawn: the window's width, or less where its height is what limits it. */
function sizesOf({ width, height }: ItemCard): string {
  if (width === null || height === null || height === 0) return '100vw';
  return `min(100vw, ${Math.round((width / height) * 100)}vh)`;
}

type NoPictureProps = { readonly hasOne: boolean; readonly onRetry: () => void };

const NoPicture = ({ hasOne, onRetry }: NoPictureProps) => (
  <div role="alert" className="flex max-w-100 flex-col items-center px-6 text-center">
    <ImageOff className="size-9 text-video-text-2" />
    <p className="mt-4 text-section font-semibold">
      {hasOne ? 'This photo did not load' : 'There is no picture of this photo'}
    </p>
    <p className="mt-1 text-video-text-2">
      {hasOne
        ? 'It did not arrive whole. The one before and the one after may be fine.'
        : 'Its file was not read yet, or is damaged. The original is kept as it is.'}
    </p>
    {hasOne ? (
      <Button variant="on-art" size="player" className="mt-5" onClick={onRetry}>
        Try again
      </Button>
    ) : null}
  </div>
);
