import { useState } from 'react';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { FilesCard } from './files-card.tsx';
import { NextStep } from './next-step.tsx';
import { SpanPicker, spanWords, type SpanChoice } from './span-picker.tsx';
import { toDecide, type FoundDifference, type Story } from './story.ts';

type DecideStepProps = SpanChoice & { readonly incident: IncidentState; readonly story: Story };

/** Differences since the last good backup, each to keep or to undo. */
export function DecideStep({ incident, story, ...choice }: DecideStepProps) {
  const isClosed = incident.stage === 'closed';
  const { compared } = story;
  const found = compared?.differences ?? [];
  const left = toDecide(story).filter(({ decision }) => decision === null).length;
  const comparing = incident.steps.find(({ step }) => step === 'compare');
  return (
    <>
      <Card
        title={found.length === 0 ? 'What differs from the last good backup' : differenceWords(found.length)}
        aside={
          compared === null ? null : (
            <span>
              Backup of <RelativeTime at={compared.backup} as="inside" />
            </span>
          )
        }
        isFlush
      >
        {compared?.isBefore === false ? (
          <Note status="warn" title="No kept backup is from before it began" className="m-4">
            This is the oldest one. What somebody changed before it was made is not shown.
          </Note>
        ) : null}
        {found.length === 0 ? (
          <p className="p-4 text-label text-ink-2">
            {compared === null
              ? comparing?.state === 'done'
                ? 'There is no proved backup, so nothing can be compared. Look at the accounts below, and through Network and Library yourself.'
                : 'It is being compared. This takes a few seconds.'
              : 'Nothing differs: no account, no grant, no setting and no folder was changed since then.'}
          </p>
        ) : (
          <ul className="divide-y divide-border">
            {found.map((difference) => (
              <Difference key={difference.key} difference={difference} isClosed={isClosed} />
            ))}
          </ul>
        )}
      </Card>
      {story.onRecord === null ? null : <OnRecord found={story.onRecord} isClosed={isClosed} {...choice} />}
      <FilesCard files={story.files} />
      {incident.restored === null ? null : (
        <Note status="info" title="A backup was restored since">
          These are the differences as they were when the house was closed.
        </Note>
      )}
      <NextStep to="restore" label="Continue to Restore" isQuiet={left > 0 && isClosed}>
        {left === 0
          ? 'Nothing is left to decide.'
          : `${left} not decided yet. What you do not decide stays as it is now.`}
      </NextStep>
    </>
  );
}

type OnRecordProps = SpanChoice & { readonly found: readonly FoundDifference[]; readonly isClosed: boolean };

/** Without a backup from before: whom the record says was made or changed (INC-06). */
const OnRecord = ({ found, isClosed, span, told, onSpan }: OnRecordProps) => (
  <Card title="Accounts made or changed, by the record" count={found.length} isFlush>
    <div className="border-b border-border px-4 py-2.5">
      <SpanPicker span={span} onSpan={onSpan} />
    </div>
    {found.length === 0 ? (
      <p className="p-4 text-label text-ink-2">No account was made or changed {spanWords(told)}.</p>
    ) : (
      <ul className="divide-y divide-border">
        {found.map((one) => (
          <Difference key={one.key} difference={one} isClosed={isClosed} undo={SUSPEND} />
        ))}
      </ul>
    )}
  </Card>
);

type UndoWords = { readonly act: string; readonly busy: string; readonly done: string };
const UNDO: UndoWords = { act: 'Undo', busy: 'Undoing', done: 'Undone' };
const SUSPEND: UndoWords = { act: 'Suspend', busy: 'Suspending', done: 'Suspended' };

const differenceWords = (count: number): string =>
  count === 1 ? 'One thing differs from the last good backup' : `${count} things differ from the last good backup`;

type DifferenceProps = {
  readonly difference: FoundDifference;
  readonly isClosed: boolean;
  readonly undo?: UndoWords;
};

function Difference({ difference, isClosed, undo = UNDO }: DifferenceProps) {
  const { key, text, decision, isUndoable } = difference;
  const command = useCommand('incident.decide');
  const [asked, setAsked] = useState<'keep' | 'undo'>('keep');
  const [password, setPassword] = useState<{ readonly name: string; readonly password: string } | null>(null);
  const decide = async (choice: 'keep' | 'undo') => {
    setAsked(choice);
    const result = await command.run({ key, decision: choice });
    if (!result.ok) showToast({ status: 'fail', text: result.failure.message });
    else setPassword(result.value.password);
  };
  const busy = (choice: 'keep' | 'undo', word: string) => (command.isOut && asked === choice ? word : null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-label">
      <div className="min-w-0 flex-1 basis-72">
        <p className="break-words">{text}</p>
        {password === null ? null : (
          <p role="status" className="mt-1 text-body">
            The new password of {password.name}, shown this once:{' '}
            <span className="font-mono font-medium select-all">{password.password}</span>
          </p>
        )}
      </div>
      {decision === null ? null : (
        <Pill status={decision === 'undo' ? 'ok' : 'neutral'}>{decision === 'undo' ? undo.done : 'Kept'}</Pill>
      )}
      {isClosed && decision !== 'undo' ? (
        <div className="flex gap-2">
          {decision === null ? (
            <Button
              size="s"
              busy={busy('keep', 'Keeping')}
              aria-label={`Keep: ${text}`}
              onClick={() => void decide('keep')}
            >
              Keep
            </Button>
          ) : null}
          {isUndoable ? (
            <Button
              size="s"
              busy={busy('undo', undo.busy)}
              aria-label={`${undo.act}: ${text}`}
              onClick={() => void decide('undo')}
            >
              {undo.act}
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
