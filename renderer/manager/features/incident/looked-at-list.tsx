import { CircleCheck, CircleX, RefreshCw } from 'lucide-react';
import type { LookedAt } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { askAgain } from '../../asked.ts';

type LookedAtListProps = { readonly at: string; readonly looked: readonly LookedAt[] };

/** What was looked at before the house opens further, green and red. */
export function LookedAtList({ at, looked }: LookedAtListProps) {
  const red = looked.filter(({ problems }) => problems.length > 0).length;
  return (
    <Card
      title={red === 0 ? 'All is well to open' : `${red} of ${looked.length} things keep the house closed`}
      aside={
        <>
          <span>
            Looked at <RelativeTime at={at} as="inside" />
          </span>
          <Button size="s" icon={<RefreshCw className="size-4" />} onClick={() => askAgain('incident.recheck')}>
            Look again
          </Button>
        </>
      }
      isFlush
    >
      <ul className="divide-y divide-border" aria-live="polite">
        {looked.map(({ what, problems }) => {
          const Icon = problems.length === 0 ? CircleCheck : CircleX;
          return (
            <li key={what} className="flex items-start gap-2.5 px-4 py-2.5 text-label">
              <Icon
                aria-hidden="true"
                className={`mt-0.5 size-4 flex-none ${problems.length === 0 ? 'text-ok' : 'text-fail'}`}
              />
              <div className="min-w-0">
                <p>
                  <span className="sr-only">{problems.length === 0 ? 'Green: ' : 'Red: '}</span>
                  {what}
                </p>
                {problems.map((problem) => (
                  <p key={problem} className="text-body break-words text-ink-2">
                    {problem}
                  </p>
                ))}
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
