import type { BackupEntry } from '../../../../shared/contract/backups.ts';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { bytesWords } from '../../../ui/size-words.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { JOB_WORDS } from '../backups/backup-words.ts';
import { StopButton } from '../backups/running-card.tsx';
import { PageLink } from '../../page-link.tsx';
import { BackupWeek } from './backup-week.tsx';

/** The last backup and the next. */
export function BackupsCard() {
  const backups = useAsked('backups.list', {}, ['backups']);
  return (
    <Card title="Backups" aside={<PageLink to="/backups">Timeline</PageLink>}>
      <AskedRegion asked={backups} what="the list of backups" skeleton={<BackupsSkeleton />}>
        {(value) => <Backups {...value} />}
      </AskedRegion>
    </Card>
  );
}

async function backUpNow(): Promise<void> {
  const made = await bridge.call('backups.create', {});
  if (made.ok) showToast({ status: 'ok', text: `Backed up and verified, ${bytesWords(made.value.sizeBytes)}` });
  else if (made.failure.code === 'stopped') showToast({ status: 'ok', text: 'The backup was stopped.' });
  else showToast({ status: 'fail', text: made.failure.message });
}

const Backups = ({ backups, problem, nextAt, running }: Output<'backups.list'>) => (
  <div className="flex h-full flex-col gap-3">
    <LastBackup last={backups[0]} />
    {backups.length === 0 ? null : <BackupWeek backups={backups} />}
    {problem === null ? null : <p className="text-body text-fail">{problem}</p>}
    <div className="mt-auto flex items-center justify-between gap-3 text-body text-ink-2">
      {running === null ? (
        <>
          <span>
            Next: <RelativeTime at={nextAt} as="clock" />
          </span>
          <Button onClick={() => void backUpNow()}>Back up now</Button>
        </>
      ) : (
        <>
          <div className="min-w-0 flex-1" role="status">
            <p className="mb-1.5">{JOB_WORDS[running.what] ?? 'Working on a backup'}</p>
            <ProgressBar share={running.fraction} />
          </div>
          <StopButton />
        </>
      )}
    </div>
  </div>
);

function LastBackup({ last }: { readonly last: BackupEntry | undefined }) {
  if (last === undefined) return <p className="text-body">There is no backup yet.</p>;
  const proven = last.copies.filter(({ provenAt, problem }) => provenAt !== null && problem === null).length;
  return (
    <div>
      <p className="text-body font-medium">
        <RelativeTime at={last.madeAt} as="clock" />
        {proven > 0 ? <span className="text-ok"> · verified</span> : <span className="text-warn"> · not verified</span>}
      </p>
      <p className="text-small text-ink-3 tabular-nums">
        {bytesWords(last.sizeBytes)} · encrypted · {proven === 1 ? '1 place' : `${proven} places`}
      </p>
    </div>
  );
}

const BackupsSkeleton = () => (
  <div className="flex min-h-28 flex-col gap-2">
    <Skeleton className="h-4 w-3/5" />
    <Skeleton className="h-3 w-2/5" />
  </div>
);
