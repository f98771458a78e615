import type { Checklist } from '../../../../shared/contract/checklist.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { PageLink } from '../../page-link.tsx';
import { useCommand } from '../../use-command.ts';
import { ChecklistRing } from '../security/checklist-ring.tsx';
import { headline, scoreWords, toDo } from '../security/check-words.ts';

/** How safe the house is, and the worst that is open. */
export function SafetyCard() {
  const checklist = useAsked('checklist.list', {}, ['checklist']);
  return (
    <Card title="Security" aside={<PageLink to="/security">Checklist</PageLink>}>
      <AskedRegion asked={checklist} what="the checklist" skeleton={<Skeleton className="h-19" />}>
        {(value) => <Safety checklist={value} />}
      </AskedRegion>
    </Card>
  );
}

function Safety({ checklist }: { readonly checklist: Checklist }) {
  const look = useCommand('checklist.run');
  const lookNow = async () => {
    const found = await look.run({});
    if (!found.ok) showToast({ status: 'fail', text: found.failure.message });
  };
  const worst = toDo(checklist.checks)[0];
  const score = scoreWords(checklist);
  return (
    <div className="flex items-center gap-4">
      <ChecklistRing checklist={checklist} />
      <div className="min-w-0">
        <p className="font-medium">{headline(checklist)}</p>
        {score === null ? null : <p className="text-small text-ink-3 tabular-nums">{score}</p>}
        {worst === undefined ? null : <p className="mt-1.5 text-body text-pretty text-ink-2">Next: {worst.title}</p>}
        {checklist.checkedAt === null ? (
          <Button
            size="s"
            className="mt-2"
            busy={look.isOut || checklist.running ? 'Checking' : null}
            onClick={() => void lookNow()}
          >
            Check now
          </Button>
        ) : null}
      </div>
    </div>
  );
}
