import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { MaintenanceId } from '../../../../shared/contract/maintenance.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';

/** What Holdfast can say about a task now. */
export function SummaryView({ id }: { readonly id: MaintenanceId }) {
  const summary = useAsked('maintenance.summary', { id }, []);
  return (
    <AskedRegion
      asked={summary}
      what="what Holdfast knows about it"
      skeleton={<Skeleton className="h-5 w-80 max-w-full" />}
    >
      {({ text, points, needsAttention }) => {
        const Icon = needsAttention ? TriangleAlert : CircleCheck;
        return (
          <div className="flex items-start gap-2.5">
            <Icon
              aria-hidden="true"
              className={`mt-0.5 size-4 flex-none ${needsAttention ? 'text-warn' : 'text-ok'}`}
            />
            <div className="min-w-0">
              <p className="text-body text-pretty">{text}</p>
              {points.length === 0 ? null : (
                <ul className="mt-1.5 flex flex-col gap-1 text-small text-ink-2">
                  {points.map((point) => (
                    <li key={point} className="break-words">
                      {point}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </div>
        );
      }}
    </AskedRegion>
  );
}
