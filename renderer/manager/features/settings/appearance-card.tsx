import { Card } from '../../../ui/card.tsx';
import { Segment } from '../../../ui/segment.tsx';
import { chooseTheme, useTheme } from '../../theme.ts';

export function AppearanceCard() {
  const theme = useTheme((state) => state.theme);
  return (
    <Card title="Appearance">
      <Segment
        label="Light or dark"
        choices={[
          { value: 'auto', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        value={theme}
        onChoose={chooseTheme}
      />
      <p className="mt-2 text-small text-ink-3">For this window alone. The player has its own, for each device.</p>
    </Card>
  );
}
