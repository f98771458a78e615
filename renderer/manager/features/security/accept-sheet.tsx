import { useState } from 'react';
import type { CheckEntry } from '../../../../shared/contract/checklist.ts';
import { Segment } from '../../../ui/segment.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const TIMES = [
  { value: '7', label: 'A week' },
  { value: '30', label: 'A month' },
  { value: '90', label: 'Three months' },
] as const;

/** Say that a risk is known and taken for a while. */
export function AcceptSheet({ check, onClose }: { readonly check: CheckEntry; readonly onClose: () => void }) {
  const accepting = useCommand('checklist.accept');
  const [days, setDays] = useState<(typeof TIMES)[number]['value']>('30');
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const accept = async () => {
    setMissing(reason.trim().length < 3);
    if (reason.trim().length < 3) return;
    const untilMs = Date.now() + Number(days) * DAY_MS - 1;
    const done = await accepting.run({ id: check.id, untilMs, reason: reason.trim() });
    if (done.ok) onClose();
  };
  return (
    <FormSheet
      title="Accept this risk for a while?"
      about={check.why}
      staysWhileBusy
      onClose={onClose}
      onSubmit={accept}
      problem={accepting.failure?.message ?? null}
      action="Accept"
      busy={accepting.isOut ? 'Accepting' : null}
    >
      <div className="flex flex-col gap-4">
        <p className="text-label text-ink-2">
          It is no longer among the things to do, and comes back when the time is over. The score stays as it is:
          nothing becomes safer by it.
        </p>
        <div>
          <p className="mb-1.5 text-label font-medium">For how long</p>
          <Segment label="For how long" choices={TIMES} value={days} onChoose={setDays} />
        </div>
        <TextArea
          label="Why"
          rows={3}
          maxLength={300}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          help="Whoever looks at it later wants to know."
          error={isMissing ? 'Say why, in a few words.' : null}
        />
      </div>
    </FormSheet>
  );
}
