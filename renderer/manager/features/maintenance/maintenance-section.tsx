import type { ReactNode } from 'react';
import type { MaintenanceTask } from '../../../../shared/contract/maintenance.ts';
import { Card } from '../../../ui/card.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { MonthGrid } from './month-grid.tsx';
import { TaskRow } from './task-row.tsx';
import { groupTasks, headline } from './task-words.ts';

/** The maintenance calendar: what is due, what comes, what was done by whom (MNT-01 to MNT-22). */
export function MaintenanceSection() {
  const asked = useAsked('maintenance.list', {}, ['maintenance']);
  return (
    <Card title="Maintenance" isFlush>
      <AskedRegion asked={asked} what="the maintenance calendar" skeleton={<SectionSkeleton />}>
        {({ tasks }) => <Calendar tasks={tasks} />}
      </AskedRegion>
    </Card>
  );
}

function Calendar({ tasks }: { readonly tasks: readonly MaintenanceTask[] }) {
  const now = useNow();
  const groups = groupTasks(tasks);
  const rows = (group: readonly MaintenanceTask[]) => (
    <ul>
      {group.map((task) => (
        <TaskRow key={task.id} task={task} now={now} />
      ))}
    </ul>
  );
  return (
    <div className="grid lg:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0 lg:border-r lg:border-border">
        <p className="px-4 py-3 text-label font-medium text-pretty">{headline(groups, now)}</p>
        <Group title="To do" count={groups.now.length}>
          {rows(groups.now)}
        </Group>
        <Group title="Soon" count={groups.soon.length}>
          {rows(groups.soon)}
        </Group>
        <Group title="Put off" count={groups.putOff.length}>
          {rows(groups.putOff)}
        </Group>
        <Folded title="Up to date" count={groups.upToDate.length}>
          {rows(groups.upToDate)}
        </Folded>
        <Folded title="Not in this version" count={groups.notInUse.length}>
          {rows(groups.notInUse)}
        </Folded>
      </div>
      <MonthGrid tasks={tasks} now={now} />
    </div>
  );
}

type GroupProps = { readonly title: string; readonly count: number; readonly children: ReactNode };

const Group = ({ title, count, children }: GroupProps) =>
  count === 0 ? null : (
    <section className="border-t border-border">
      <h3 className="px-4 pt-3 pb-1 text-caption font-medium text-ink-3">
        {title} <span className="tabular-nums">{count}</span>
      </h3>
      {children}
    </section>
  );

/** What needs nobody now is there when it is asked for. */
const Folded = ({ title, count, children }: GroupProps) =>
  count === 0 ? null : (
    <details className="border-t border-border">
      <summary className="px-4 py-3 text-caption font-medium text-ink-3">
        {title} <span className="tabular-nums">{count}</span>
      </summary>
      {children}
    </details>
  );

const SectionSkeleton = () => (
  <div className="flex flex-col gap-3 p-4">
    <Skeleton className="h-5 w-72 max-w-full" />
    <Skeleton className="h-11 w-full" />
    <Skeleton className="h-11 w-full" />
    <Skeleton className="h-11 w-full" />
  </div>
);
