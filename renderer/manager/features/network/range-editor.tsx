import { X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { RangeFacts } from '../../../../shared/contract/network.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Note } from '../../../ui/note.tsx';
import { addressWords, warningFor } from './network-words.ts';
import { RangeTable } from './range-table.tsx';
import { lookAtRange, useRangeFacts, type Looked } from './use-range-facts.ts';

type RangeEditorProps = {
  /** Whether these ranges hold now; else another kind of rule does. */
  readonly isStored: boolean;
  readonly start: readonly RangeFacts[];
  readonly onStore: (cidrs: readonly string[]) => void;
};

/** Ranges one by one, each with what it means before it is added; nothing holds before it is saved. */
export function RangeEditor({ isStored, start, onStore }: RangeEditorProps) {
  const [ranges, setRanges] = useState(start);
  const [typed, setTyped] = useState('');
  const looked = useRangeFacts(typed.trim());
  const next = typed.trim() !== '' && looked.kind === 'facts' ? looked.range : null;
  const isChanged = !isStored || listOf(start) !== listOf(ranges);
  const addTyped = async (text: string) => {
    // Enter may come before the answer to the last key has.
    const now = await lookAtRange(text);
    if (now.kind !== 'facts' || now.range === null) return;
    const { range } = now;
    setRanges((before) => [...before.filter(({ cidr }) => cidr !== range.cidr), range]);
    setTyped('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void addTyped(typed.trim());
  };
  return (
    <>
      {ranges.length === 0 ? (
        <p className="px-4 py-4 text-ink-3">No other device is let in; this computer always is.</p>
      ) : (
        <RangeTable
          ranges={ranges}
          action={({ cidr }) => (
            <IconButton
              size="s"
              variant="quiet"
              label={`Remove ${cidr}`}
              icon={<X className="size-4" />}
              className="ml-auto"
              onClick={() => setRanges(ranges.filter((other) => other.cidr !== cidr))}
            />
          )}
        />
      )}
      <form noValidate onSubmit={submit} className="flex flex-col gap-3 border-t border-border p-4">
        <Field
          label="Address or range to let in"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="192.168.1.0/24"
          maxLength={64}
          className="max-w-110"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          help={
            next === null ? 'One device, such as 192.168.1.20, or a range.' : `Covers ${addressWords(next.devices)}.`
          }
          error={typed.trim() === '' ? null : problemOf(looked)}
          trailing={
            <Button
              type="submit"
              size="s"
              className="mr-2"
              offReason={typed.trim() === '' ? 'Type an address or a range first.' : null}
            >
              Add
            </Button>
          }
        />
        {next === null ? null : <Warning range={next} onNarrow={(cidr) => void addTyped(cidr)} />}
      </form>
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-border px-4 py-3">
        <p className="text-small text-ink-3">
          {isChanged ? 'Not saved yet: the rule of before still holds.' : 'This rule holds now.'}
        </p>
        <Button
          variant="primary"
          offReason={isChanged ? null : 'Nothing was changed.'}
          onClick={() => onStore(ranges.map(({ cidr }) => cidr))}
        >
          Save this rule
        </Button>
      </div>
    </>
  );
}

const problemOf = (looked: Looked): string | null => {
  if (looked.kind === 'problem') return looked.message;
  return looked.kind === 'facts' && looked.range === null
    ? 'This computer can always connect, so it need not be added.'
    : null;
};

const listOf = (ranges: readonly RangeFacts[]): string => ranges.map(({ cidr }) => cidr).join();

function Warning({ range, onNarrow }: { readonly range: RangeFacts; readonly onNarrow: (cidr: string) => void }) {
  const warning = warningFor(range);
  if (warning === null) return null;
  const { narrower } = range;
  return (
    <Note
      status="warn"
      title={warning.title}
      action={
        narrower === null ? undefined : (
          <Button size="s" onClick={() => onNarrow(narrower)}>
            Use {narrower}
          </Button>
        )
      }
    >
      {warning.about}
    </Note>
  );
}
