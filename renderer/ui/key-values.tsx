import type { ReactNode } from 'react';

type KeyValuesProps = {
  readonly entries: readonly { readonly key: string; readonly value: ReactNode }[];
};

/** Facts of one thing, one a line. */
export const KeyValues = ({ entries }: KeyValuesProps) => (
  <dl className="grid grid-cols-[minmax(0,max-content)_minmax(0,1fr)] gap-x-6 gap-y-2 text-body max-sm:grid-cols-1 max-sm:gap-y-0">
    {entries.map(({ key, value }) => (
      <div key={key} className="contents">
        <dt className="text-ink-3">{key}</dt>
        <dd className="min-w-0 break-words max-sm:mb-2">{value}</dd>
      </div>
    ))}
  </dl>
);
