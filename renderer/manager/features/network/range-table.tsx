import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RangeFacts } from '../../../../shared/contract/network.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { addressWords, rangeWords } from './network-words.ts';

type RangeTableProps = {
  readonly ranges: readonly RangeFacts[];
  /** What can be done with one; without it the rule is not made of single ranges. */
  readonly action?: (range: RangeFacts) => ReactNode;
};

/** What is let in, range by range, and how many devices that could be. */
export const RangeTable = ({ ranges, action }: RangeTableProps) => (
  <DataTable
    label="What is let in"
    rows={ranges}
    rowKey={({ cidr }) => cidr}
    columns={[
      { key: 'range', label: 'Range', cell: ({ cidr }) => <span className="font-mono whitespace-nowrap">{cidr}</span> },
      {
        key: 'what',
        label: 'What it is',
        className: 'max-sm:hidden',
        cell: (range) =>
          range.kind === 'wide' || range.kind === 'public' ? (
            <Pill status="warn">{rangeWords(range)}</Pill>
          ) : (
            rangeWords(range)
          ),
      },
      {
        key: 'devices',
        label: 'Room for',
        align: 'right',
        cell: ({ devices, kind }) => (kind === 'this-computer' ? 'always let in' : addressWords(devices)),
      },
      {
        key: 'action',
        label: 'What can be done',
        isHeadHidden: true,
        align: 'right',
        className: 'w-12',
        cell: (range) =>
          range.kind === 'this-computer' || action === undefined ? (
            range.kind === 'this-computer' ? (
              <Lock aria-hidden="true" className="ml-auto size-4 text-ink-3" />
            ) : null
          ) : (
            action(range)
          ),
      },
    ]}
  />
);
