import { Link } from 'wouter';
import type { CheckEntry, Checklist } from '../../../../shared/contract/checklist.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { PageLink } from '../../page-link.tsx';
import { CheckButton } from '../security/check-button.tsx';
import { ChecklistRing } from '../security/checklist-ring.tsx';
import { addressOfCheck } from '../security/check-in-address.ts';
import { countOf, headline, toDo } from '../security/check-words.ts';
import { FixButton } from '../security/fix-button.tsx';

/** How safe the house is, and the worst that is open with what mends it. The one place here that says what is unsafe. */
export function SafetyCard() {
  const checklist = useAsked('checklist.list', {}, ['checklist']);
  return (
    <Card
      title="Security"
      aside={
        <PageLink to="/security">
          {checklist.kind === 'value' ? `All ${checklist.value.checks.length} checks` : 'Checklist'}
        </PageLink>
      }
    >
      <AskedRegion asked={checklist} what="the checklist" skeleton={<SafetySkeleton />}>
        {(value) => <Safety checklist={value} />}
      </AskedRegion>
    </Card>
  );
}

function Safety({ checklist }: { readonly checklist: Checklist }) {
  const { checks, checkedAt, running } = checklist;
  const [worst] = toDo(checks);
  const unseen = countOf(checks, 'unknown');
  return (
    <div className="flex h-full flex-col gap-4">
      <div className="flex items-center gap-4">
        <ChecklistRing checklist={checklist} />
        <div className="min-w-0">
          <p className="text-section font-semibold">{headline(checklist)}</p>
          {checkedAt === null ? (
            <div className="mt-2">
              <CheckButton checklist={checklist} size="s" />
            </div>
          ) : (
            <>
              <p className="mt-0.5 text-small text-ink-2 tabular-nums">
                {countOf(checks, 'pass')} passed{unseen === 0 ? '' : ` · ${unseen} did not run`}
              </p>
              <p className="text-small text-ink-3">
                {running ? (
                  'Being checked now'
                ) : (
                  <>
                    Checked <RelativeTime at={checkedAt} />
                  </>
                )}
              </p>
            </>
          )}
        </div>
      </div>
      {worst === undefined || checkedAt === null ? null : <Worst check={worst} />}
    </div>
  );
}

const Worst = ({ check }: { readonly check: CheckEntry }) => (
  <Note status={check.state === 'fail' ? 'fail' : 'warn'} title={check.title} className="mt-auto">
    <p className="text-body text-pretty">{check.why}</p>
    <div className="mt-2">
      {check.fix === null ? (
        <Link href={addressOfCheck(check.id)} className={buttonStyle({ size: 's' })}>
          See what to do
        </Link>
      ) : (
        <FixButton check={check} />
      )}
    </div>
  </Note>
);

const SafetySkeleton = () => (
  <div className="flex items-center gap-4">
    <Skeleton className="size-19 rounded-full" />
    <div className="flex-1">
      <Skeleton className="h-5 w-3/5" />
      <Skeleton className="mt-2 h-3 w-2/5" />
    </div>
  </div>
);
