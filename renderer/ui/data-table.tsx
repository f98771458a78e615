import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Column<Row> = {
  readonly key: string;
  /** Its head; for a column of buttons one that is read and not shown, see `isHeadHidden`. */
  readonly label: string;
  readonly isHeadHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the right, in tabular numerals. */
  readonly align?: 'left' | 'right';
  /** Of its cells and its head, such as `w-40` or `max-md:hidden`. */
  readonly className?: string;
};

type DataTableProps<Row> = {
  /** What it lists, for who cannot see the heading above it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
};

/** A real table: a head of 32, rows of at least 44, what can be done at the right. The first column names the row. */
export const DataTable = <Row,>({ label, columns, rows, rowKey }: DataTableProps<Row>) => (
  // A table that is wider than a phone moves by itself, and not the page; it is reached by keyboard to be moved.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto outline-offset-[-2px]">
    <table className="w-full border-collapse text-left text-body">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={cellStyle(column, 'h-8 text-caption font-medium text-ink-3')}>
              {column.isHeadHidden ? <span className="sr-only">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className="hover:bg-hover">
            {columns.map((column, index) => {
              const Cell = index === 0 ? 'th' : 'td';
              return (
                <Cell
                  key={column.key}
                  scope={index === 0 ? 'row' : undefined}
                  className={cellStyle(column, 'h-11 border-t border-border py-1.5 font-normal')}
                >
                  {column.cell(row)}
                </Cell>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const cellStyle = <Row,>({ align, className }: Column<Row>, look: string): string =>
  classNames('px-2 first:pl-4 last:pr-4', align === 'right' && 'text-right tabular-nums', look, className);
