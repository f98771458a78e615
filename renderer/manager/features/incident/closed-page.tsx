import { FileText } from 'lucide-react';
import { useState } from 'react';
import type { IncidentState } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { saveFile } from '../../save-file.ts';
import { MistakeButton } from './mistake-button.tsx';
import { Reopening, type ReopenProblem } from './reopening.tsx';
import { Steps } from './steps.tsx';
import { Differences, Timeline } from './what-happened.tsx';

/** The house is closed, or open on this computer alone: what was done, what happened, and the way back. */
export function ClosedPage({ incident }: { readonly incident: IncidentState }) {
  usePageTitle('Closed');
  const isClosed = incident.stage === 'closed';
  const story = useAsked('incident.story', {}, ['incident']);
  // A check that is red closes what was open, so why it was refused is kept over the change of stage.
  const [problem, setProblem] = useState<ReopenProblem | null>(null);
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={isClosed ? 'Closed. Nothing is being served.' : 'Open on this computer alone'}
        about={
          <>
            Closed <RelativeTime at={incident.lockedAt} as="clock" />. {incident.reason}. Everyone is signed out; your
            media, history and backups are untouched.
          </>
        }
        actions={
          <>
            {incident.mistakeUntil === null ? null : <MistakeButton until={incident.mistakeUntil} />}
            <SaveReport />
          </>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="What Holdfast did">
          <Steps incident={incident} />
        </Card>
        <Reopening key={incident.stage} stage={incident.stage} problem={problem} onProblem={setProblem} />
      </div>
      <AskedRegion asked={story} what="what happened" skeleton={<Skeleton className="h-60" />}>
        {(value) => (
          <>
            <Differences story={value} isClosed={isClosed} />
            <Timeline story={value} isClosed={isClosed} />
          </>
        )}
      </AskedRegion>
      {isClosed ? <ProposedBackup /> : null}
      {incident.keys.length === 0 ? null : <Keys incident={incident} />}
    </div>
  );
}

const Keys = ({ incident }: { readonly incident: IncidentState }) => (
  <Card title="Keys" isFlush>
    <ul className="divide-y divide-border">
      {incident.keys.map(({ name, outcome, text }) => (
        <li key={name} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2 text-label">
          <span className="w-44 flex-none font-medium">{name}</span>
          <Pill status={outcome === 'changed' || outcome === 'ended' ? 'ok' : 'neutral'}>{OUTCOMES[outcome]}</Pill>
          <span className="min-w-0 flex-1 basis-60 text-ink-2">{text}</span>
        </li>
      ))}
    </ul>
  </Card>
);
const OUTCOMES: Record<IncidentState['keys'][number]['outcome'], string> = {
  changed: 'Changed',
  ended: 'Ended',
  kept: 'Kept',
  'not-in-use': 'Not in use',
};

/** Restoring is rarely needed; the backup that would be restored is drilled before it is proposed. */
function ProposedBackup() {
  const [isOut, setOut] = useState(false);
  const [answer, setAnswer] = useState<{
    readonly isFit: boolean;
    readonly text: string;
    readonly file: string | null;
  } | null>(null);
  const look = async () => {
    setOut(true);
    const result = await bridge.call('incident.proposeBackup', {});
    setOut(false);
    if (!result.ok) return showToast({ status: 'fail', text: result.failure.message });
    const { backup, isFit, text } = result.value;
    setAnswer({ isFit, text, file: backup?.fileName ?? null });
  };
  return (
    <Card title="Go back to a backup, only if you need to">
      <div className="flex flex-col items-start gap-3">
        <p className="text-label text-ink-2">
          Undoing single differences loses nothing. A restore replaces everything by what a backup from before it began
          holds.
        </p>
        {answer === null ? (
          <Button busy={isOut ? 'Restoring it beside the house, to see' : null} onClick={() => void look()}>
            Find a backup from before
          </Button>
        ) : (
          <Note status={answer.isFit ? 'ok' : 'warn'} title={answer.file ?? 'There is none'}>
            {answer.text} {answer.isFit ? 'Restore it under Backups.' : ''}
          </Note>
        )}
      </div>
    </Card>
  );
}

function SaveReport() {
  const save = async () => {
    const result = await bridge.call('incident.report', {});
    if (!result.ok) return showToast({ status: 'fail', text: result.failure.message });
    saveFile('incident.md', 'text/markdown', result.value.markdown);
  };
  return (
    <Button icon={<FileText className="size-4" />} onClick={() => void save()}>
      Save the report
    </Button>
  );
}
