import { AudioLines, Captions } from 'lucide-react';
import type { Version } from '../../../../shared/lan/schemas.ts';
import { Menu } from '../../../ui/menu.tsx';
import { channelWords, codecName, languageName } from '../../words/media.ts';
import { ControlButton } from './control-button.tsx';
import { MENU_PLACE } from './menu-place.ts';
import { changeViewing, chooseSubtitle, type Viewing } from './store.ts';

type TrackMenuProps = {
  readonly viewing: Extract<Viewing, { readonly kind: 'open' }>;
  readonly onOpenChange: (isOpen: boolean) => void;
};

const OFF = 'off';

/** Which words are shown; nothing where the film has none. */
export function SubtitleMenu({ viewing, onOpenChange }: TrackMenuProps) {
  const { playback, version, subtitle } = viewing;
  if (playback.subtitles.length === 0) return null;
  const choices = playback.subtitles.map(({ index, url }) => {
    const track = version.subtitles.find((one) => one.index === index);
    const name = languageName(track?.language ?? null);
    const notes = [
      track?.isForced === true ? 'signs only' : null,
      name !== null && track?.title !== name ? (track?.title ?? null) : null,
      url === null ? 'drawn into the picture' : null,
    ].filter((note) => note !== null);
    return { value: String(index), label: name ?? track?.title ?? 'Unnamed', detail: notes.join(', ') };
  });
  return (
    <Menu
      label="Subtitles"
      tone="video"
      placement={MENU_PLACE}
      choices={[{ value: OFF, label: 'Off' }, ...choices]}
      value={subtitle === null ? OFF : String(subtitle)}
      onChoose={(value) => void chooseSubtitle(value === OFF ? null : Number(value))}
      onOpenChange={onOpenChange}
      trigger={(props) => (
        <ControlButton
          {...props}
          label="Subtitles"
          icon={<Captions className={subtitle === null ? 'size-5.5' : 'size-5.5 text-video-accent'} />}
        />
      )}
    />
  );
}

/** Which sound is heard; nothing where there is only one. */
export function AudioMenu({ viewing, onOpenChange }: TrackMenuProps) {
  const { playback, version } = viewing;
  if (version.audio.length < 2) return null;
  return (
    <Menu
      label="Sound"
      tone="video"
      placement={MENU_PLACE}
      choices={version.audio.map((track) => ({ value: String(track.index), ...audioWords(track) }))}
      value={String(playback.audio)}
      onChoose={(value) => {
        if (value !== String(playback.audio)) void changeViewing({ audio: Number(value) }, 'Changing the sound');
      }}
      onOpenChange={onOpenChange}
      trigger={(props) => <ControlButton {...props} label="Sound" icon={<AudioLines className="size-5.5" />} />}
    />
  );
}

function audioWords({ language, title, codec, channels }: Version['audio'][number]) {
  const name = languageName(language) ?? title ?? 'Unnamed';
  const kind = `${codecName(codec)}${channels === null ? '' : ` ${channelWords(channels)}`}`;
  return { label: name, detail: title !== null && title !== name ? `${title}, ${kind}` : kind };
}
