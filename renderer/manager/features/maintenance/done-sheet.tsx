import { useState } from 'react';
import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { Button } from '../../../ui/button.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { SummaryView } from './summary-view.tsx';
import { dueWords } from './task-words.ts';

/** What stands there now, a word of one's own, and it is on the record. */
export function DoneSheet({ task, onClose }: { readonly task: MaintenanceTask; readonly onClose: () => void }) {
  const [note, setNote] = useState('');
  const done = useCommand('maintenance.done');
  const submit = async () => {
    const text = note.trim();
    const result = await done.run({ id: task.id, ...(text === '' ? {} : { note: text }) });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `Done. It is ${dueWords(Date.parse(result.value.dueAt), Date.now())} again.` });
    onClose();
  };
  return (
    <Sheet
      title={task.title}
      about={task.what}
      problem={done.failure?.message ?? null}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={done.isOut ? 'Writing it down' : null}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <SummaryView id={task.id} />
        <TextArea
          label="Note"
          help="What you found or did, for yourself later. It is kept with the date and what stands above."
          rows={3}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Sheet>
  );
}
