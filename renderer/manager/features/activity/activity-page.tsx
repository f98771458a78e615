import { ChevronDown, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Field } from '../../../ui/field.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { Skeleton, SkeletonRegion } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { useTypedValue } from '../../../ui/use-typed-value.ts';
import { bridge } from '../../bridge.ts';
import { useConnection } from '../../connection.ts';
import { saveFile } from '../../save-file.ts';
import { auditCsv, auditJson } from './audit-file.ts';
import { ChainHeader } from './chain-header.tsx';
import { allEntries, choose, loadNewest, loadOlder, useEntries } from './entries.ts';
import { EntrySheet } from './entry-sheet.tsx';
import { EntryTable } from './entry-table.tsx';
import type { AuditEntry } from './event-words.ts';
import { EVERYTHING, KINDS, PERIODS, type Kind, type Period } from './filter.ts';

/** Who did what and when: the record, whether it is whole, and a copy of it. */
export default function ActivityPage() {
  usePageTitle('Activity');
  const recoveries = useConnection((state) => state.recoveries);
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  useEffect(() => void loadNewest(), [recoveries]);
  useEffect(
    () =>
      bridge.onChange((topic) => {
        if (topic === 'audit') void loadNewest();
      }),
    [],
  );
  return (
    <div className="flex flex-col gap-4">
      <ChainHeader actions={<Export />} />
      <Card title="What happened" isFlush>
        <Filters />
        <Entries onOpen={setOpened} />
      </Card>
      {opened === null ? null : <EntrySheet entry={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

const typed = (text: string) => void choose({ text });

function Filters() {
  const filter = useEntries((state) => state.filter);
  const [text, setText] = useTypedValue(filter.text, typed);
  return (
    <div className="flex flex-wrap items-end gap-2 border-b border-border px-4 py-3">
      <Field
        label="Search"
        type="search"
        placeholder="A name, an address, a word"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="min-w-60 flex-1"
      />
      <FilterMenu<Kind>
        label="What about"
        choices={KINDS}
        value={filter.kind}
        onChoose={(kind) => void choose({ kind })}
      />
      <FilterMenu<Period>
        label="When"
        choices={PERIODS}
        value={filter.period}
        onChoose={(period) => void choose({ period })}
      />
    </div>
  );
}

type FilterMenuProps<T extends string> = {
  readonly label: string;
  readonly choices: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChoose: (value: T) => void;
};

const FilterMenu = <T extends string>({ label, choices, value, onChoose }: FilterMenuProps<T>) => (
  <Menu
    label={label}
    choices={(Object.keys(choices) as T[]).map((one) => ({ value: one, label: choices[one] }))}
    value={value}
    onChoose={onChoose}
    trigger={(props) => (
      <Button {...props} aria-label={`${label}: ${choices[value]}`} className="h-11">
        {choices[value]} <ChevronDown className="size-4 text-ink-3" />
      </Button>
    )}
  />
);

function Entries({ onOpen }: { readonly onOpen: (entry: AuditEntry) => void }) {
  const { filter, entries, next, isLoadingMore, problem } = useEntries();
  if (problem !== null && entries === null)
    return (
      <ErrorState
        title="The record could not be read"
        action={<Button onClick={() => void loadNewest()}>Try again</Button>}
      >
        {problem}
      </ErrorState>
    );
  if (entries === null)
    return (
      <SkeletonRegion label="Loading the record">
        <div className="flex flex-col gap-3 p-4">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
            <Skeleton key={key} className="h-8 w-full" />
          ))}
        </div>
      </SkeletonRegion>
    );
  if (entries.length === 0)
    return (
      <EmptyState
        title="Nothing fits"
        action={<Button onClick={() => void choose(EVERYTHING)}>Show everything</Button>}
      >
        Nothing on the record is like what you look for.
      </EmptyState>
    );
  const isFiltered = filter !== EVERYTHING;
  return (
    <>
      <EntryTable entries={entries} onOpen={onOpen} />
      <div className="flex items-center gap-3 border-t border-border px-4 py-3 text-body text-ink-3">
        {next === null ? (
          `That is everything${isFiltered ? ' that fits' : ' on the record'}.`
        ) : (
          <Button busy={isLoadingMore ? 'Loading' : null} onClick={() => void loadOlder()}>
            Show older
          </Button>
        )}
        {problem === null ? null : (
          <p role="alert" className="text-fail">
            {problem}
          </p>
        )}
      </div>
    </>
  );
}

const FILES = { csv: 'As a table (CSV)', json: 'As JSON' } as const;

/** A copy of everything that fits the filter. */
function Export() {
  const [isSaving, setSaving] = useState(false);
  const save = async (kind: keyof typeof FILES) => {
    setSaving(true);
    const entries = await allEntries();
    setSaving(false);
    if (typeof entries === 'string') return showToast({ status: 'fail', text: entries });
    if (kind === 'csv') saveFile('holdfast-activity.csv', 'text/csv', auditCsv(entries));
    else saveFile('holdfast-activity.json', 'application/json', auditJson(entries));
    showToast({ status: 'ok', text: `${entries.length.toLocaleString('en')} entries saved` });
  };
  return (
    <Menu
      label="Save a copy"
      choices={(Object.keys(FILES) as (keyof typeof FILES)[]).map((value) => ({ value, label: FILES[value] }))}
      value="csv"
      onChoose={(kind) => void save(kind)}
      trigger={(props) => (
        <Button {...props} icon={<Download className="size-4" />} busy={isSaving ? 'Saving' : null}>
          Save a copy
        </Button>
      )}
    />
  );
}
