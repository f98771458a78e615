import { ChevronRight } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { useAccountNames } from './account-names.ts';
import { actorWords, entryTone, eventWords, placeWords, type AuditEntry } from './event-words.ts';

const TINTS: Record<ReturnType<typeof entryTone>, string> = { bad: 'text-warn', good: 'text-ok', plain: '' };

type EntryTableProps = { readonly entries: readonly AuditEntry[]; readonly onOpen: (entry: AuditEntry) => void };

export function EntryTable({ entries, onOpen }: EntryTableProps) {
  const names = useAccountNames();
  const columns: readonly Column<AuditEntry>[] = [
    {
      key: 'what',
      label: 'What',
      cell: (entry) => (
        <>
          <span className={classNames('block font-medium', TINTS[entryTone(entry)])}>{eventWords(entry)}</span>
          {/* On a phone one column holds all three. */}
          <span className="block text-small text-ink-3 sm:hidden">
            <RelativeTime at={entry.at} as="clock" /> · {actorWords(entry.actor, names)}
          </span>
        </>
      ),
    },
    { key: 'who', label: 'Who', className: 'max-sm:hidden', cell: (entry) => actorWords(entry.actor, names) },
    { key: 'where', label: 'From', cell: placeWords, className: 'text-ink-2 max-lg:hidden' },
    {
      key: 'when',
      label: 'When',
      cell: (entry) => <RelativeTime at={entry.at} as="clock" />,
      className: 'whitespace-nowrap text-ink-2 max-sm:hidden',
    },
    {
      key: 'detail',
      label: 'Details',
      isHeadHidden: true,
      align: 'right',
      cell: (entry) => (
        <IconButton
          label={`Details of entry ${entry.seq}`}
          icon={<ChevronRight className="size-4" />}
          variant="quiet"
          onClick={() => onOpen(entry)}
        />
      ),
    },
  ];
  return <DataTable label="The record" columns={columns} rows={entries} rowKey={({ seq }) => String(seq)} />;
}
