import { ChevronDown, TriangleAlert } from 'lucide-react';

/**
 * What is not as safe or whole as it could be, as the manager says it. Its first sentence stands there and the rest is
 * folded; quiet, since some of it stays for as long as the house is served.
 */
export function WarningsNote({ warnings }: { readonly warnings: readonly string[] }) {
  const [first] = warnings;
  if (first === undefined) return null;
  return (
    <details className="group mt-4 rounded-card border border-border bg-surface text-body shadow-card">
      <summary className="flex cursor-pointer list-none items-center gap-2.5 rounded-card px-4 py-2.5 text-ink-2">
        <TriangleAlert className="size-4 flex-none text-warn" />
        <span className="min-w-0 flex-1">
          {/^.*?[.](?= |$)/.exec(first)?.[0] ?? first}
          {warnings.length > 1 ? <span className="text-ink-3"> And {warnings.length - 1} more.</span> : null}
        </span>
        <ChevronDown className="size-4 flex-none text-ink-3 group-open:rotate-180" />
      </summary>
      <ul className="flex list-disc flex-col gap-1.5 pr-4 pb-3.5 pl-11 text-pretty text-ink-2">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  );
}
