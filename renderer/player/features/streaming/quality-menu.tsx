import { SlidersHorizontal } from 'lucide-react';
import { Menu, type MenuChoice } from '../../../ui/menu.tsx';
import { bitrate, pictureWords } from '../../words/media.ts';
import { ControlButton } from './control-button.tsx';
import { MENU_PLACE } from './menu-place.ts';
import { changeViewing, type Viewing } from './store.ts';
import type { Quality } from './use-source.ts';

type OpenViewing = Extract<Viewing, { readonly kind: 'open' }>;
type QualityMenuProps = {
  readonly viewing: OpenViewing;
  readonly quality: Quality;
  readonly onOpenChange: (isOpen: boolean) => void;
};

const AUTO = 'auto';
const ORIGINAL = 'original';
/** Lines of the sizes the server converts to, that are worth asking for by name. */
const HEIGHTS = [1080, 720, 480, 360];
/** A size this near the film's own saves nothing. */
const SMALLER_BY = 0.9;

const CHANGING = 'Changing the quality';

export function QualityMenu({ viewing, quality, onOpenChange }: QualityMenuProps) {
  const { choices, value } = offered(viewing, quality);
  return (
    <Menu
      label="Quality"
      tone="video"
      placement={MENU_PLACE}
      choices={choices}
      value={value}
      onChoose={(chosen) => {
        if (chosen !== value) choose(quality, chosen);
      }}
      onOpenChange={onOpenChange}
      footer={viewing.playback.reasons.length === 0 ? undefined : <Reasons viewing={viewing} />}
      trigger={(props) => (
        <ControlButton {...props} label="Quality" icon={<SlidersHorizontal className="size-5.5" />} />
      )}
    />
  );
}

function offered({ playback, version, choice }: OpenViewing, { levels, chosen }: Quality) {
  const original: MenuChoice<string> = {
    value: ORIGINAL,
    label: 'Original',
    detail: [pictureWords(version), version.bitrateBps === null ? null : bitrate(version.bitrateBps)]
      .filter((word) => word !== null)
      .join(', '),
  };
  if (playback.converts.video && levels.length > 1) {
    const sizes = levels.map(({ height, bitrateBps }, at) => ({
      value: String(at),
      label: `${height}p`,
      detail: bitrate(bitrateBps),
    }));
    return {
      // Where the film is only converted because a size was asked for, the way back is offered.
      choices: [
        ...(choice.maxHeight === undefined ? [] : [original]),
        { value: AUTO, label: 'Automatic' },
        ...sizes.toReversed(),
      ],
      value: chosen === null ? AUTO : String(chosen),
    };
  }
  const asIs =
    playback.converts.video && choice.maxHeight === undefined ? { value: ORIGINAL, label: 'Best' } : original;
  return {
    choices: [asIs, ...smallerHeights(version).map((height) => ({ value: `max-${height}`, label: `${height}p` }))],
    value: choice.maxHeight === undefined ? ORIGINAL : `max-${choice.maxHeight}`,
  };
}

function choose(quality: Quality, chosen: string): void {
  if (chosen === ORIGINAL) void changeViewing({ maxHeight: undefined }, CHANGING);
  else if (chosen.startsWith('max-')) void changeViewing({ maxHeight: Number(chosen.slice(4)) }, CHANGING);
  else quality.choose(chosen === AUTO ? null : Number(chosen));
}

/** Sizes below a version's own. */
export const smallerHeights = ({ video }: OpenViewing['version']): number[] =>
  video === null ? [] : HEIGHTS.filter((height) => height < Math.min(video.width, video.height) * SMALLER_BY);

const Reasons = ({ viewing }: { readonly viewing: OpenViewing }) => (
  <div className="max-w-80 px-2.5 pt-1 pb-1.5 text-body text-video-text-2">
    <p className="font-medium text-video-text">{conversionWords(viewing)}</p>
    {viewing.playback.reasons.map((reason) => (
      <p key={reason} className="mt-0.5">
        {reason}
      </p>
    ))}
  </div>
);

/** What is done to the film on its way, in two words. */
export function conversionWords({ playback: { mode, converts } }: OpenViewing): string {
  if (mode === 'direct') return 'Direct';
  if (mode === 'remux') return 'Repacked';
  return converts.video ? 'Converted' : 'Sound converted';
}
