import { ArrowDown, ArrowRight, ArrowUp, Download } from 'lucide-react';
import type { Checklist } from '../../../../shared/contract/checklist.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { saveFile } from '../../save-file.ts';
import { MaintenanceSection } from '../maintenance/maintenance-section.tsx';
import { CheckButton } from './check-button.tsx';
import { CheckGroupSection } from './check-group.tsx';
import { changeWords, direction, GROUPS, isRed, toDo } from './check-words.ts';
import { REPORT_FORMATS, REPORT_TYPES, type ReportFormat } from './report-formats.ts';
import { SecuritySummary } from './security-summary.tsx';

const MOST_CHANGES = 6;

/** Is it safe, how do we know, and what is to be done. */
export default function SecurityPage() {
  usePageTitle('Security');
  const checklist = useAsked('checklist.list', {}, ['checklist']);
  return (
    <AskedRegion asked={checklist} what="the checklist" skeleton={<SecuritySkeleton />}>
      {(value) => (
        <div className="flex flex-col gap-4">
          <SecuritySummary checklist={value} />
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_268px]">
            <Checks checklist={value} />
            <Changes checklist={value} />
          </div>
          <MaintenanceSection />
        </div>
      )}
    </AskedRegion>
  );
}

function Checks({ checklist }: { readonly checklist: Checklist }) {
  const { checks, checkedAt, tookMs } = checklist;
  // The group of the worst, so that the page does not begin as a list of closed lines.
  const first = (toDo(checks)[0] ?? checks.find(isRed))?.group;
  return (
    <Card
      title={`${checks.length} checks`}
      isFlush
      aside={
        <>
          <span className="max-md:hidden">
            {checkedAt === null ? (
              'not run yet'
            ) : (
              <>
                checked <RelativeTime at={checkedAt} />
                {tookMs === null ? '' : `, took ${(tookMs / 1000).toFixed(1)} s`}
              </>
            )}
          </span>
          <ExportButton />
          {/* The first look has its button above. */}
          {checkedAt === null ? null : <CheckButton checklist={checklist} size="s" />}
        </>
      }
    >
      {GROUPS.map(({ group, title }) => (
        <CheckGroupSection
          key={group}
          title={title}
          checks={checks.filter((check) => check.group === group)}
          startsOpen={group === first}
        />
      ))}
    </Card>
  );
}

function ExportButton() {
  const save = async (format: ReportFormat) => {
    const exported = await bridge.call('checklist.export', { format });
    if (!exported.ok) {
      showToast({ status: 'fail', text: exported.failure.message });
      return;
    }
    const { fileName, text } = exported.value;
    saveFile(fileName, REPORT_TYPES[format], text);
    showToast({ status: 'ok', text: `Saved as ${fileName}` });
  };
  return (
    <Menu
      label="Export the checklist"
      choices={REPORT_FORMATS}
      value="markdown"
      onChoose={(format) => void save(format)}
      trigger={(props) => (
        <Button {...props} size="s" variant="quiet" icon={<Download className="size-4" />}>
          Export
        </Button>
      )}
    />
  );
}

function Changes({ checklist: { changes, checkedAt } }: { readonly checklist: Checklist }) {
  return (
    <Card title="Since last week" isFlush>
      {changes.length === 0 ? (
        <p className="p-4 text-small text-ink-3">
          {checkedAt === null ? 'After the first check, what changes is listed here.' : 'Nothing changed.'}
        </p>
      ) : (
        <ul className="py-1.5">
          {changes.slice(0, MOST_CHANGES).map((change) => (
            <li key={`${change.id} ${change.at}`} className="flex items-start gap-2.5 px-4 py-1.5">
              <Arrow way={direction(change)} />
              <span className="min-w-0 flex-1 text-body text-pretty">
                {change.title} <span className="text-ink-3">{changeWords(change)}</span>
              </span>
              <span className="text-small whitespace-nowrap text-ink-3">
                <RelativeTime at={change.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Arrow({ way }: { readonly way: number }) {
  const look = 'mt-0.5 size-4 flex-none';
  if (way > 0) return <ArrowUp aria-hidden="true" className={`${look} text-ok`} />;
  if (way < 0) return <ArrowDown aria-hidden="true" className={`${look} text-warn`} />;
  return <ArrowRight aria-hidden="true" className={`${look} text-ink-3`} />;
}

const SecuritySkeleton = () => (
  <div className="flex flex-col gap-4">
    <div className="flex items-center gap-5 rounded-card border border-border bg-surface p-5">
      <Skeleton className="size-26 rounded-full" />
      <div className="flex-1">
        <Skeleton className="h-6 w-44 max-w-full" />
        <Skeleton className="mt-3 h-4 w-60 max-w-full" />
      </div>
    </div>
    <div className="rounded-card border border-border bg-surface p-4">
      {GROUPS.map(({ group }) => (
        <Skeleton key={group} className="my-4 h-4 w-full" />
      ))}
    </div>
  </div>
);
