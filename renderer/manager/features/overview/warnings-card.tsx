import { TriangleAlert } from 'lucide-react';
import { Card } from '../../../ui/card.tsx';

/** What is not as safe as it could be, in Holdfast's own words. */
export const WarningsCard = ({ warnings }: { readonly warnings: readonly string[] }) => (
  <Card title="To look at" count={warnings.length} isFlush>
    <ul className="divide-y divide-border">
      {warnings.map((warning) => (
        <li key={warning} className="flex gap-2.5 px-4 py-2.5 text-body">
          <TriangleAlert className="mt-0.5 size-4 flex-none text-warn" />
          <span className="min-w-0 break-words">{warning}</span>
        </li>
      ))}
    </ul>
  </Card>
);
