import { CalendarClock, FileLock, History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Note } from '../../../ui/note.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { useCommand } from '../../use-command.ts';
import { BackupCard } from './backup-card.tsx';
import { headline, scheduleWords, type BackupsFacts } from './backup-words.ts';
import { KitCard } from './kit-card.tsx';
import { OtherFileSheet } from './other-file-sheet.tsx';
import { PlacesCard } from './places-card.tsx';
import { RunningCard } from './running-card.tsx';
import { ScheduleSheet } from './schedule-sheet.tsx';
import { Timeline } from './timeline.tsx';

/** Copies of everything Holdfast keeps: when, where, whether they are sound, and the way back. */
export default function BackupsPage() {
  usePageTitle('Backups');
  const asked = useAsked('backups.list', {}, ['backups']);
  return (
    <AskedRegion asked={asked} what="the list of backups" skeleton={<BackupsSkeleton />}>
      {(facts) => <Backups facts={facts} />}
    </AskedRegion>
  );
}

function Backups({ facts }: { readonly facts: BackupsFacts }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [isScheduling, setScheduling] = useState(false);
  const [isRestoring, setRestoring] = useState(false);
  const create = useCommand('backups.create');
  const chosen = facts.backups.find(({ id }) => id === chosenId) ?? facts.backups[0];
  const backUp = async () => {
    const result = await create.run({});
    if (result.ok) showToast({ status: 'ok', text: 'A backup was made and verified.' });
    else if (result.failure.code === 'stopped') showToast({ status: 'ok', text: 'The backup was stopped.' });
    else showToast({ status: 'fail', text: result.failure.message });
  };
  const backUpButton = (
    <Button
      variant="primary"
      icon={<History className="size-4" />}
      busy={create.isOut ? 'Backing up' : null}
      onClick={() => void backUp()}
    >
      Back up now
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={headlineNow(facts)}
        about={<About facts={facts} />}
        actions={
          <>
            <Button variant="quiet" icon={<FileLock className="size-4" />} onClick={() => setRestoring(true)}>
              Restore from a file
            </Button>
            <Button icon={<CalendarClock className="size-4" />} onClick={() => setScheduling(true)}>
              Change schedule
            </Button>
            {facts.backups.length === 0 ? null : backUpButton}
          </>
        }
      />
      {facts.problem === null ? null : (
        <Note status="fail" title="The last backup was not made">
          {facts.problem} What has changed since the one before would be lost with this computer.
        </Note>
      )}
      {facts.running === null ? null : <RunningCard running={facts.running} />}
      {chosen === undefined ? null : <Timeline facts={facts} chosenId={chosen.id} onChoose={setChosenId} />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        {chosen === undefined ? (
          <EmptyState title="Nothing is saved yet" action={backUpButton}>
            A backup holds accounts, settings and everybody’s places, locked with a key of this computer. The first one
            is made within minutes; your media files are not in it.
          </EmptyState>
        ) : (
          <BackupCard key={chosen.id} backup={chosen} facts={facts} />
        )}
        <div className="flex min-w-0 flex-col gap-4">
          <PlacesCard facts={facts} />
          <KitCard kit={facts.kit} />
        </div>
      </div>
      {isRestoring ? <OtherFileSheet onClose={() => setRestoring(false)} /> : null}
      {isScheduling ? <ScheduleSheet dailyAt={facts.dailyAt} onClose={() => setScheduling(false)} /> : null}
    </div>
  );
}

const headlineNow = (facts: BackupsFacts): string => headline(facts, Date.now());

const About = ({ facts: { dailyAt, nextAt, drill } }: { readonly facts: BackupsFacts }) => (
  <>
    {scheduleWords(dailyAt)}, next <RelativeTime at={nextAt} />.{' '}
    {drill === null ? (
      'No restore has been practised yet; that happens by itself within a day.'
    ) : drill.problem === null ? (
      <>
        A restore was practised <RelativeTime at={drill.at} />, and it worked.
      </>
    ) : (
      <>The last practised restore failed: {drill.problem}</>
    )}
  </>
);

const BackupsSkeleton = () => (
  <div className="flex flex-col gap-4">
    <div>
      <Skeleton className="h-7 w-96 max-w-full" />
      <Skeleton className="mt-1.5 h-4 w-80 max-w-full" />
    </div>
    <Skeleton className="h-32 rounded-card" />
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Skeleton className="h-72 rounded-card" />
      <Skeleton className="h-56 rounded-card" />
    </div>
  </div>
);
