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
import type { FoundDifference, Story } from './story.ts';

type DecideStepProps = { readonly incident: IncidentState; readonly story: Story };

/** Differences since the last good backup, each to keep or to undo. */
export function DecideStep({ incident, story }: DecideStepProps) {
  const isClosed = incident.stage === 'closed';
  const { compared } = story;
  const found = compared?.differences ?? [];
  const left = found.filter(({ decision }) => decision === null).length;
  const comparing = incident.steps.find(({ step }) => step === 'compare');
  return (
    <>
      <Card
        title={found.length === 0 ? 'What differs from the last good backup' : differenceWords(found.length)}
        aside={
          compared === null ? null : (
            <>
              Backup of <RelativeTime at={compared.backup} as="clock" />
            </>
          )
        }
        isFlush
      >
        {found.length === 0 ? (
          <p className="p-4 text-label text-ink-2">
            {compared === null
              ? comparing?.state === 'done'
                ? 'There is no proved backup from before, so nothing can be compared. Look through People, Network and Library yourself.'
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

const differenceWords = (count: number): string =>
  count === 1 ? 'One thing differs from the last good backup' : `${count} things differ from the last good backup`;

function Difference({ difference, isClosed }: { readonly difference: FoundDifference; readonly isClosed: boolean }) {
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
        <Pill status={decision === 'undo' ? 'ok' : 'neutral'}>{decision === 'undo' ? 'Undone' : 'Kept'}</Pill>
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
              busy={busy('undo', 'Undoing')}
              aria-label={`Undo: ${text}`}
              onClick={() => void decide('undo')}
            >
              Undo
            </Button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
