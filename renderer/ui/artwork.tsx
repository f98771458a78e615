import { useState } from 'react';
import { categoryOf } from './category.ts';
import { classNames } from './class-names.ts';
import type { Picture } from './picture.ts';

type ArtworkProps = {
  readonly title: string;
  readonly picture: Picture | null;
  /** The `sizes` of the image: how wide it is drawn. */
  readonly sizes: string;
  readonly shape: 'poster' | 'still';
  readonly away?: boolean;
  /** Wanted at once, as the first row is; otherwise it waits until it comes near. */
  readonly eager?: boolean;
  /** Called with the picture once it is there. */
  readonly onPicture?: (image: HTMLImageElement) => void;
  readonly className?: string;
};

/** A title's picture. Without one, or when it does not load, its name set on a calm colour. */
export function Artwork({ title, picture, sizes, shape, away = false, eager = false, onPicture, className }: ArtworkProps) {
  const [brokenSrc, setBrokenSrc] = useState<string | null>(null);
  const frame = classNames('size-full', away && 'opacity-55 grayscale', className);
  if (picture === null || picture.src === brokenSrc) return <LetteredArt title={title} shape={shape} className={frame} />;
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

type LetteredArtProps = { readonly title: string; readonly shape: 'poster' | 'still'; readonly className: string };

const LetteredArt = ({ title, shape, className }: LetteredArtProps) => (
  <div aria-hidden="true" className={classNames('@container flex overflow-hidden', categoryOf(title), className)}>
    <span
      className={classNames(
        'line-clamp-5 leading-[1.16] font-semibold tracking-tight text-balance hyphens-auto',
        shape === 'poster' ? 'px-[9cqw] pt-[11cqw] text-[clamp(13px,12.5cqw,30px)]' : 'px-[6cqw] pt-[6cqw] text-[clamp(15px,7.5cqw,44px)]',
      )}
    >
      {title}
    </span>
  </div>
);
