import { ChevronDown, TriangleAlert } from 'lucide-react';

/** What is not as safe or whole as it could be, as the manager says it; folded, since some of it is there for long. */
export function WarningsNote({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <details className="group mt-4 rounded-card border border-warn-border bg-warn-bg text-label">
      <summary className="flex cursor-pointer list-none items-center gap-2.5 rounded-card px-4 py-3 font-medium">
        <TriangleAlert className="size-4 flex-none text-warn" />
        <span className="min-w-0 flex-1">
          {warnings.length === 1 ? 'One thing to know' : `${warnings.length} things to know`}
        </span>
        <ChevronDown className="size-4 flex-none text-ink-2 group-open:rotate-180" />
      </summary>
      <ul className="flex list-disc flex-col gap-1.5 pr-4 pb-3.5 pl-11 text-pretty text-ink-2">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}
