import { useState } from 'react';
import { categoryOf } from './category.ts';
import { classNames } from './class-names.ts';
import type { Picture } from './picture.ts';

export type ArtShape = 'poster' | 'square' | 'round' | 'still';

type ArtworkProps = {
  readonly title: string;
  readonly picture: Picture | null;
  /** The `sizes` of the image: how wide it is drawn. */
  readonly sizes: string;
  readonly shape: ArtShape;
  readonly away?: boolean;
  /** Wanted at once, as the first row is; otherwise it waits until it comes near. */
  readonly eager?: boolean;
  /** Called with the picture once it is there. */
  readonly onPicture?: (image: HTMLImageElement) => void;
  readonly className?: string;
};

/** A title's picture. Without one, or when it does not load, its name set on a calm colour. */
export function Artwork({
  title,
  picture,
  sizes,
  shape,
  away = false,
  eager = false,
  onPicture,
  className,
}: ArtworkProps) {
  const [brokenSrc, setBrokenSrc] = useState<string | null>(null);
  const frame = classNames('size-full', away && 'opacity-55 grayscale', className);
  if (picture === null || picture.src === brokenSrc)
    return <LetteredArt title={title} shape={shape} className={frame} />;
  return (
    <img
      alt=""
      src={picture.src}
      srcSet={picture.srcSet}
      sizes={sizes}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      draggable={false}
      onLoad={onPicture === undefined ? undefined : (event) => onPicture(event.currentTarget)}
      onError={() => setBrokenSrc(picture.src)}
      className={classNames('object-cover', frame)}
    />
  );
}

type LetteredArtProps = { readonly title: string; readonly shape: ArtShape; readonly className: string };

/** A letter is about so wide, in parts of its height. */
const LETTER_WIDTH = 0.62;
/** What a line may fill of the picture's width, in percent. */
const LINE_WIDTH: Record<ArtShape, number> = { poster: 82, square: 82, round: 72, still: 88 };
const LARGEST: Record<ArtShape, number> = { poster: 11.5, square: 11.5, round: 11.5, still: 7.5 };
const SMALLEST = 7.5;
const LINES: Record<ArtShape, string> = {
  poster: 'line-clamp-6',
  square: 'line-clamp-5',
  round: 'line-clamp-3',
  still: 'line-clamp-3',
};

const PADDING: Record<ArtShape, string> = {
  poster: 'px-[9cqw] pt-[10cqw]',
  square: 'px-[9cqw] pt-[10cqw]',
  round: 'grid h-full place-content-center px-[14cqw] text-center',
  still: 'px-[6cqw] pt-[6cqw]',
};

/** Letters as large as the longest word allows, in percent of the picture's width. */
function letterSize(title: string, shape: ArtShape): number {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => word.length));
  return Math.max(SMALLEST, Math.min(LARGEST[shape], LINE_WIDTH[shape] / (longest * LETTER_WIDTH)));
}

/** The title as a picture: drawn by the style sheet, so that it is not read twice beside the title itself. */
const LetteredArt = ({ title, shape, className }: LetteredArtProps) => (
  <div aria-hidden="true" className={classNames('@container overflow-hidden', categoryOf(title), className)}>
    {/* Too small to read, the colour alone is calmer. */}
    <div className={classNames('@max-[72px]:hidden', PADDING[shape])}>
      <div
        data-title={title}
        style={{ fontSize: `clamp(10px, ${letterSize(title, shape)}cqw, 44px)` }}
        className={classNames(
          'leading-[1.18] font-semibold tracking-tight text-balance break-words before:content-[attr(data-title)]',
          LINES[shape],
        )}
      />
    </div>
  </div>
);
