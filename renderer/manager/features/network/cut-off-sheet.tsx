import { useState } from 'react';
import type { CutOff } from '../../../../shared/contract/network.ts';
import { Pill } from '../../../ui/pill.tsx';
import { FormSheet } from '../../form-sheet.tsx';

type CutOffSheetProps = {
  readonly cutOff: readonly CutOff[];
  /** @returns why it could not be done, or null. */
  readonly onConfirm: () => Promise<string | null>;
  readonly onClose: () => void;
};

/** The guard against locking oneself out: who is signed in now and could not come back. */
export function CutOffSheet({ cutOff, onConfirm, onClose }: CutOffSheetProps) {
  const [isOut, setOut] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async () => {
    setOut(true);
    setProblem(await onConfirm());
    setOut(false);
  };
  return (
    <FormSheet
      title={cutOff.length === 1 ? 'This would shut out a device' : `This would shut out ${cutOff.length} devices`}
      about="They are signed in now. What plays there stops at once, and they cannot come back until you let them in again. This computer can always connect."
      isDanger
      onClose={onClose}
      onSubmit={confirm}
      action={cutOff.length === 1 ? 'Shut it out' : 'Shut them out'}
      cancel="Keep it as it is"
      busy={isOut ? 'Changing' : null}
      problem={problem}
    >
      <ul className="divide-y divide-border rounded-field border border-border">
        {cutOff.map(({ address, seen, isOwner }) => (
          <li key={address} className="flex items-start justify-between gap-3 px-3.5 py-2.5">
            <span className="min-w-0">
              <span className="block font-mono text-body break-all">{address}</span>
              <span className="block text-small text-ink-3">
                {seen.map(({ name, device }) => `${name}, ${device}`).join(' · ') || 'Nobody known'}
              </span>
            </span>
            {isOwner ? <Pill status="warn">An owner’s</Pill> : null}
          </li>
        ))}
      </ul>
    </FormSheet>
  );
}
