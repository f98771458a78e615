import { ArrowDown, ArrowRight, ArrowUp, Download, RefreshCw } from 'lucide-react';
import { Link } from 'wouter';
import type { CheckEntry, Checklist } from '../../../../shared/contract/checklist.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
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
import { useCommand } from '../../use-command.ts';
import { MaintenanceSection } from '../maintenance/maintenance-section.tsx';
import { CheckGroupSection } from './check-group.tsx';
import { changeWords, countOf, direction, GROUPS, headline, isRed, PLACES, scoreWords, toDo } from './check-words.ts'; // prettier-ignore
import { ChecklistRing } from './checklist-ring.tsx';
import { FixButton } from './fix-button.tsx';
import { REPORT_FORMATS, REPORT_TYPES, type ReportFormat } from './report-formats.ts';
import { StateIcon } from './state-icon.tsx';

const MOST_TO_DO = 3;
const MOST_CHANGES = 6;

/** Is it safe, how do we know, and what is to be done. */
export default function SecurityPage() {
  usePageTitle('Security');
  const checklist = useAsked('checklist.list', {}, ['checklist']);
  return (
    <AskedRegion asked={checklist} what="the checklist" skeleton={<SecuritySkeleton />}>
      {(value) => (
        <div className="flex flex-col gap-4">
          <Summary checklist={value} />
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

function Summary({ checklist }: { readonly checklist: Checklist }) {
  const { checks } = checklist;
  const open = toDo(checks);
  const score = scoreWords(checklist);
  return (
    <section className="flex rounded-card border border-border bg-surface shadow-card max-lg:flex-col">
      <div className="flex flex-none items-center gap-5 p-5 lg:w-80">
        <ChecklistRing checklist={checklist} className="size-26" />
        <div className="min-w-0">
          <h1 className="text-title font-semibold tracking-tight text-balance">{headline(checklist)}</h1>
          <p className="mt-1 text-small text-ink-3 tabular-nums">
            {countOf(checks, 'pass')} of {checks.length} passed{score === null ? '' : `. ${score}`}
          </p>
        </div>
      </div>
      {open.length === 0 ? null : (
        <ol className="min-w-0 flex-1 border-l border-border max-lg:border-t max-lg:border-l-0">
          {open.slice(0, MOST_TO_DO).map((check, at) => (
            <li
              key={check.id}
              className="flex min-h-13 items-center gap-3 border-t border-border px-4 py-2 first:border-t-0"
            >
              <StateIcon state={check.state} />
              <div className="min-w-0 flex-1">
                <p className="font-medium text-pretty">{check.title}</p>
                <p className="text-small text-pretty text-ink-2">{check.why}</p>
              </div>
              <WayToMend check={check} isPrimary={at === 0} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

type WayToMendProps = { readonly check: CheckEntry; readonly isPrimary: boolean };

/** The button that mends it, or else the page where that is done; nothing where it is outside of Holdfast. */
function WayToMend({ check, isPrimary }: WayToMendProps) {
  const place = PLACES[check.group];
  if (check.fix !== null) return <FixButton check={check} isPrimary={isPrimary} />;
  return place === null ? null : (
    <Link href={place.href} className={buttonStyle({ size: 's' })}>
      {place.label}
    </Link>
  );
}

function Checks({ checklist }: { readonly checklist: Checklist }) {
  const { checks, checkedAt, tookMs, running } = checklist;
  const run = useCommand('checklist.run');
  const look = async () => {
    const found = await run.run({});
    if (!found.ok) showToast({ status: 'fail', text: found.failure.message });
  };
  const isChecking = run.isOut || running;
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
          <Button
            size="s"
            icon={<RefreshCw className="size-4" />}
            busy={isChecking ? 'Checking' : null}
            onClick={() => void look()}
          >
            {checkedAt === null ? 'Check now' : 'Check again'}
          </Button>
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
