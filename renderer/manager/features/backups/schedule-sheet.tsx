import { useState } from 'react';
import { Field } from '../../../ui/field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { scheduleWords } from './backup-words.ts';

const TIME = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

/** When the daily backup is made; what was missed asleep is made up for on waking. */
export function ScheduleSheet({ dailyAt, onClose }: { readonly dailyAt: string; readonly onClose: () => void }) {
  const [time, setTime] = useState(dailyAt);
  const set = useCommand('backups.setSchedule');
  const submit = async () => {
    const result = await set.run({ dailyAt: time });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `${scheduleWords(time)} from now on.` });
    onClose();
  };
  return (
    <FormSheet
      title="When backups are made"
      about="Once a day. When the computer sleeps at that time, the backup is made as soon as it wakes. Seven days are kept, then one a week for a month and one a month for a year."
      problem={set.failure?.message ?? null}
      onClose={onClose}
      onSubmit={submit}
      action="Save"
      busy={set.isOut ? 'Saving' : null}
      offReason={TIME.test(time) ? null : 'Choose a time first.'}
    >
      <Field
        label="Every day at"
        type="time"
        className="max-w-48"
        value={time}
        onChange={(event) => setTime(event.target.value)}
        help="On this computer’s clock."
      />
    </FormSheet>
  );
}
