import { X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { RangeFacts } from '../../../../shared/contract/network.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Note } from '../../../ui/note.tsx';
import { addressWords, warningFor } from './network-words.ts';
import { RangeTable } from './range-table.tsx';
import { useRangeFacts } from './use-range-facts.ts';

type RangeEditorProps = {
  /** What holds now; null while another kind of rule holds. */
  readonly stored: readonly string[] | null;
  readonly start: readonly string[];
  readonly onStore: (cidrs: readonly string[]) => void;
};

/** Ranges one by one, each with what it means before it is added; nothing holds before it is saved. */
export function RangeEditor({ stored, start, onStore }: RangeEditorProps) {
  const [cidrs, setCidrs] = useState(start);
  const [typed, setTyped] = useState('');
  const listed = useRangeFacts(cidrs);
  const looked = useRangeFacts(typed.trim() === '' ? [] : [typed.trim()]);
  const next = typed.trim() !== '' && looked.kind === 'facts' ? (looked.ranges[0] ?? null) : null;
  const isChanged = stored === null || stored.join() !== cidrs.join();
  const add = (cidr: string) => {
    setCidrs([...cidrs.filter((other) => other !== cidr), cidr]);
    setTyped('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (next !== null) add(next.cidr);
  };
  return (
    <>
      {listed.kind === 'facts' && listed.ranges.length > 0 ? (
        <RangeTable
          ranges={listed.ranges}
          action={({ cidr }) => (
            <IconButton
              size="s"
              variant="quiet"
              label={`Remove ${cidr}`}
              icon={<X className="size-4" />}
              className="ml-auto"
              onClick={() => setCidrs(cidrs.filter((other) => !isSame(other, cidr, listed.ranges)))}
            />
          )}
        />
      ) : (
        <p className="px-4 py-4 text-ink-3">
          {cidrs.length === 0 ? 'No other device is let in; this computer always is.' : 'Looking what these mean …'}
        </p>
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
          error={typed.trim() !== '' && looked.kind === 'problem' ? looked.message : null}
          trailing={
            <Button
              type="submit"
              size="s"
              className="mr-2"
              offReason={next === null ? 'Type an address or a range first.' : null}
            >
              Add
            </Button>
          }
        />
        {next === null ? null : <Warning range={next} onNarrow={add} />}
      </form>
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-border px-4 py-3">
        <p className="text-small text-ink-3">
          {isChanged ? 'Not saved yet: the rule of before still holds.' : 'This rule holds now.'}
        </p>
        <Button variant="primary" offReason={isChanged ? null : 'Nothing was changed.'} onClick={() => onStore(cidrs)}>
          Save this rule
        </Button>
      </div>
    </>
  );
}

/** Whether what was typed once is the range it is shown as. */
const isSame = (typed: string, cidr: string, ranges: readonly RangeFacts[]): boolean =>
  typed === cidr || (!ranges.some((range) => range.cidr === typed) && cidr.startsWith(`${typed.split('/')[0]}/`));

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
