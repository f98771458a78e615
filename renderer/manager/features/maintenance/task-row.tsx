import { ChevronDown, CircleCheck, CircleDashed, CircleX, Clock3, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { Button } from '../../../ui/button.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { classNames } from '../../../ui/class-names.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { dayWords } from '../../../ui/moment-words.ts';
import { DoneSheet } from './done-sheet.tsx';
import { ReportButton } from './report-button.tsx';
import { SnoozeSheet } from './snooze-sheet.tsx';
import { SummaryView } from './summary-view.tsx';
import { dueWords, EVERY_WORDS, placeWords } from './task-words.ts';
import { UsageWeekView } from './usage-week.tsx';

type Look = { readonly icon: LucideIcon; readonly tint: string };
const LOOKS: Readonly<Record<MaintenanceTask['state'], Look>> = {
  overdue: { icon: CircleX, tint: 'text-fail' },
  due: { icon: TriangleAlert, tint: 'text-warn' },
  soon: { icon: Clock3, tint: 'text-info' },
  snoozed: { icon: Clock3, tint: 'text-ink-3' },
  done: { icon: CircleCheck, tint: 'text-ok' },
  'not-in-use': { icon: CircleDashed, tint: 'text-unknown' },
};

type TaskRowProps = { readonly task: MaintenanceTask; readonly now: number };

/** One task: where it stands, what to do, what Holdfast knows about it, and that it was done. */
export function TaskRow({ task, now }: TaskRowProps) {
  const [isOpen, setOpen] = useState(false);
  const [sheet, setSheet] = useState<'done' | 'snooze' | null>(null);
  const detailId = useId();
  const { icon: Icon, tint } = LOOKS[task.state];
  const isInUse = task.state !== 'not-in-use';
  return (
    <li className="border-t border-border first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
        <Icon aria-hidden="true" className={classNames('size-4 flex-none', tint)} />
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-medium text-pretty">{task.title}</p>
          <p className="text-small text-pretty text-ink-2">{standingWords(task, now)}</p>
        </div>
        {isInUse ? (
          <div className="flex items-center gap-1.5">
            {task.snoozableUntil === null ? null : (
              <Button size="s" variant="quiet" aria-label={`Put off: ${task.title}`} onClick={() => setSheet('snooze')}>
                Put off
              </Button>
            )}
            <Button size="s" aria-label={`Done: ${task.title}`} onClick={() => setSheet('done')}>
              Done
            </Button>
            <IconButton
              size="s"
              variant="quiet"
              label={`More about: ${task.title}`}
              aria-expanded={isOpen}
              aria-controls={isOpen ? detailId : undefined}
              onClick={() => setOpen(!isOpen)}
              icon={<ChevronDown className={classNames('size-4 transition-transform', isOpen && 'rotate-180')} />}
            />
          </div>
        ) : null}
      </div>
      {isOpen ? (
        <div id={detailId} className="flex flex-col gap-3 px-4 pb-4 pl-11 text-body max-sm:pl-4">
          <p className="text-pretty text-ink-2">
            {task.what} <span className="text-ink-3">By itself: {task.automatic}</span>
          </p>
          <SummaryView id={task.id} />
          {task.id === 'MNT-03' ? <UsageWeekView /> : null}
          {task.lastDone === null ? null : <LastDone done={task.lastDone} now={now} />}
          <div className="flex flex-wrap items-center gap-2">
            <Link href={task.page} className={buttonStyle({ size: 's' })}>
              Open {placeWords(task.page)}
            </Link>
            {task.reportAt === null ? null : <ReportButton task={task} madeAt={task.reportAt} now={now} />}
          </div>
        </div>
      ) : null}
      {sheet === 'done' ? <DoneSheet task={task} onClose={() => setSheet(null)} /> : null}
      {sheet === 'snooze' && task.snoozableUntil !== null ? (
        <SnoozeSheet task={task} snoozableUntil={Date.parse(task.snoozableUntil)} onClose={() => setSheet(null)} />
      ) : null}
    </li>
  );
}

type LastDoneProps = { readonly done: NonNullable<MaintenanceTask['lastDone']>; readonly now: number };

const LastDone = ({ done, now }: LastDoneProps) => (
  <p className="border-l-2 border-border pl-3 text-small text-pretty text-ink-2">
    Done {dayWords(Date.parse(done.at), now)} by {done.actor === 'holdfast' ? 'Holdfast itself' : 'the owner'}:{' '}
    {done.evidence}
    {done.note === null ? null : <span className="block text-ink-3">“{done.note}”</span>}
  </p>
);

function standingWords(
  { state, every, dueAt, snoozedUntil, notInUse, lastDone }: MaintenanceTask,
  now: number,
): string {
  if (dueAt === null) return notInUse ?? '';
  const due = dueWords(Date.parse(dueAt), now);
  switch (state) {
    case 'overdue':
      return `Overdue: ${due}, ${EVERY_WORDS[every]}`;
    case 'snoozed':
      return `Put off until ${dayWords(Date.parse(snoozedUntil ?? dueAt), now)}, ${due}`;
    case 'done':
      return lastDone === null
        ? `${capital(due)}, ${EVERY_WORDS[every]}`
        : `Done ${dayWords(Date.parse(lastDone.at), now)}${lastDone.actor === 'holdfast' ? ' by itself' : ''}, ${due}`;
    case 'due':
    case 'soon':
    case 'not-in-use':
      return `${capital(due)}, ${EVERY_WORDS[every]}`;
  }
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
