import { useState } from 'react';
import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { Button } from '../../../ui/button.tsx';
import { Segment } from '../../../ui/segment.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { dayWords } from '../../../ui/moment-words.ts';
import { useCommand } from '../../use-command.ts';
import { snoozeChoices } from './task-words.ts';

type SnoozeSheetProps = {
  readonly task: MaintenanceTask;
  /** ms since 1970. */
  readonly snoozableUntil: number;
  readonly onClose: () => void;
};

/** How long it may wait. */
export function SnoozeSheet({ task, snoozableUntil, onClose }: SnoozeSheetProps) {
  const [choices] = useState(() => snoozeChoices(snoozableUntil, Date.now()));
  const [chosen, setChosen] = useState(0);
  const snooze = useCommand('maintenance.snooze');
  const submit = async () => {
    const result = await snooze.run({ id: task.id, untilMs: choices[chosen]!.untilMs });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `Put off until ${dayWords(Date.parse(result.value.until), Date.now())}.` });
    onClose();
  };
  return (
    <Sheet
      title={`Put off: ${task.title}`}
      about="Seven days in all. After that it is due again, and overdue when its time has passed."
      problem={snooze.failure?.message ?? null}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={snooze.isOut ? 'Putting it off' : null}>
            Put off
          </Button>
        </>
      }
    >
      <Segment
        label="How long"
        choices={choices.map(({ label }, index) => ({ value: String(index), label }))}
        value={String(chosen)}
        onChoose={(value) => setChosen(Number(value))}
      />
    </Sheet>
  );
}
