import { Gauge } from 'lucide-react';
import { Menu } from '../../../ui/menu.tsx';
import { ControlButton } from './control-button.tsx';
import { SPEEDS } from './controls.ts';
import { MENU_PLACE } from './menu-place.ts';

type SpeedMenuProps = {
  readonly speed: number;
  readonly onSpeed: (speed: number) => void;
  readonly onOpenChange: (isOpen: boolean) => void;
};

const CHOICES = SPEEDS.map((speed) => ({ value: String(speed), label: speed === 1 ? 'Normal' : `${speed} ×` }));

export const SpeedMenu = ({ speed, onSpeed, onOpenChange }: SpeedMenuProps) => (
  <Menu
    label="Speed"
    tone="video"
    placement={MENU_PLACE}
    choices={CHOICES}
    value={String(speed)}
    onChoose={(value) => onSpeed(Number(value))}
    onOpenChange={onOpenChange}
    trigger={(props) => (
      <ControlButton
        {...props}
        label={speed === 1 ? 'Speed' : `Speed ${speed}×`}
        icon={
          speed === 1 ? (
            <Gauge className="size-5.5" />
          ) : (
            <span className="text-body font-semibold tabular-nums">{speed}×</span>
          )
        }
      />
    )}
  />
);
