import { Menu } from '../../../ui/menu.tsx';
import { ControlButton } from '../streaming/control-button.tsx';
import { INTERVALS_S, useSlideshowPace } from './slideshow.ts';

const CHOICES = INTERVALS_S.map((seconds) => ({ value: String(seconds), label: `${seconds} seconds` }));

/** How long each photo is shown. */
export function SlideshowMenu({ onOpenChange }: { readonly onOpenChange: (isOpen: boolean) => void }) {
  const intervalS = useSlideshowPace((state) => state.intervalS);
  return (
    <Menu
      label="Each photo for"
      tone="video"
      choices={CHOICES}
      value={String(intervalS)}
      onChoose={(value) =>
        useSlideshowPace.setState({ intervalS: INTERVALS_S.find((one) => String(one) === value) ?? intervalS })
      }
      onOpenChange={onOpenChange}
      trigger={(props) => (
        <ControlButton
          {...props}
          label={`Each photo for ${intervalS} seconds`}
          icon={<span className="text-label font-semibold tabular-nums">{intervalS} s</span>}
        />
      )}
    />
  );
}
