import { RotateCcw, Search } from 'lucide-react';
import { useState } from 'react';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Field } from '../../../ui/field.tsx';
import { Note } from '../../../ui/note.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { useCommand } from '../../use-command.ts';
import { RestoreSheet } from '../backups/restore-sheet.tsx';
import { NextStep } from './next-step.tsx';
import { toDecide, type Story } from './story.ts';

type RestoreStepProps = { readonly incident: IncidentState; readonly story: Story };

/** Going back to a backup from before it began; drilled before it is proposed, and rarely needed. */
export function RestoreStep({ incident, story }: RestoreStepProps) {
  const { restored } = incident;
  const isUndecided = toDecide(story).some(({ decision }) => decision === null);
  return (
    <>
      <Card title={restored === null ? 'Go back to a backup, only if you need to' : 'Gone back to a backup'}>
        {restored === null ? (
          <Proposal incident={incident} />
        ) : (
          <Note
            status="ok"
            title={`Restored: the state of ${new Date(restored.backup).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}`}
          >
            Passwords are those of then, yours too. What happened since then is kept in the report and the evidence, and
            the state of before the restore for a week.
          </Note>
        )}
      </Card>
      <NextStep to="password" label={restored === null ? 'Go on without restoring' : 'Continue to your password'}>
        {restored !== null
          ? 'Next: a new password for you.'
          : isUndecided
            ? 'Without a restore, what you did not decide stays as it is now.'
            : 'Without a restore everything stays as it is now, with what you undid undone. That is right when you know what was changed.'}
      </NextStep>
    </>
  );
}

function Proposal({ incident }: { readonly incident: IncidentState }) {
  const propose = useCommand('incident.proposeBackup');
  const [proposal, setProposal] = useState<Output<'incident.proposeBackup'> | null>(null);
  const [before, setBefore] = useState('');
  const [isRestoring, setRestoring] = useState(false);
  const isClosed = incident.stage === 'closed';
  const look = async () => {
    const result = await propose.run(before === '' ? {} : { before: new Date(before).toISOString() });
    if (result.ok) setProposal(result.value);
  };
  const backup = proposal?.backup ?? null;
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-label text-pretty text-ink-2">
        Undoing single changes loses nothing. A restore replaces every account, setting, list and mark by what a backup
        from before it began holds; media files are never touched. Restore when you do not know what was changed.
      </p>
      {propose.failure === null ? null : (
        <Note status="fail" title="No backup could be tried" justFailed>
          {propose.failure.message}
        </Note>
      )}
      {proposal === null ? null : (
        <Note
          status={proposal.isFit ? 'ok' : 'warn'}
          title={
            backup === null
              ? 'There is no backup from before'
              : proposal.isFit
                ? 'This backup is from before, and works'
                : 'This backup is from before, and did not work'
          }
          className="self-stretch"
        >
          {backup === null ? null : (
            <>
              Backup of <RelativeTime at={backup.madeAt} as="inside" />.{' '}
            </>
          )}
          {proposal.text}
        </Note>
      )}
      {proposal === null ? null : (
        <Field
          label="It began at another time"
          help="A backup from before it is looked for when you look again."
          type="datetime-local"
          value={before}
          onChange={(event) => setBefore(event.target.value)}
        />
      )}
      <div className="flex flex-wrap gap-2">
        {backup !== null && proposal?.isFit ? (
          <Button
            icon={<RotateCcw className="size-4" />}
            offReason={isClosed ? null : 'The house is open on this computer. Lock it down again to restore.'}
            onClick={() => setRestoring(true)}
          >
            See what it would change
          </Button>
        ) : null}
        <Button
          variant={proposal === null ? 'plain' : 'quiet'}
          icon={<Search className="size-4" />}
          busy={propose.isOut ? 'Restoring it beside the house, to see' : null}
          onClick={() => void look()}
        >
          {proposal === null ? 'Find a backup from before' : 'Look again'}
        </Button>
      </div>
      {isRestoring && backup !== null ? (
        <RestoreSheet backup={backup} file={backup.path} onClose={() => setRestoring(false)} />
      ) : null}
    </div>
  );
}
