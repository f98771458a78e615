import { useEffect, useState, type ReactNode } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { bridge } from '../../bridge.ts';

type Check =
  | { readonly kind: 'checking' }
  | { readonly kind: 'checked'; readonly verdict: Output<'audit.verify'>; readonly at: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Whether the record is whole is what the page is about; it is checked when the page opens and again on demand. */
export function ChainHeader({ actions }: { readonly actions: ReactNode }) {
  const [check, setCheck] = useState<Check>({ kind: 'checking' });
  useEffect(() => {
    if (check.kind !== 'checking') return;
    void bridge.call('audit.verify', {}).then((result) => {
      setCheck(
        result.ok
          ? { kind: 'checked', verdict: result.value, at: new Date().toISOString() }
          : { kind: 'failed', message: result.failure.message },
      );
    });
  }, [check.kind]);
  return (
    <PageHeader
      {...wordsOf(check)}
      actions={
        <>
          {actions}
          <Button busy={check.kind === 'checking' ? 'Checking' : null} onClick={() => setCheck({ kind: 'checking' })}>
            Check again
          </Button>
        </>
      }
    />
  );
}

function wordsOf(check: Check): { readonly title: string; readonly about: ReactNode } {
  if (check.kind === 'checking')
    return { title: 'Checking the record', about: 'Every entry is held against its seal.' };
  if (check.kind === 'failed') return { title: 'The record could not be checked', about: check.message };
  const { verdict, at } = check;
  if (verdict.broken !== null)
    return {
      title: `The record was tampered with at entry ${verdict.broken.seq}`,
      about: `${BROKEN[verdict.broken.problem]} What is before it is whole. Look at who can write to this computer’s data folder.`,
    };
  const entries = verdict.entries === 1 ? '1 entry' : `${verdict.entries.toLocaleString('en')} entries`;
  return {
    title: 'The record is whole',
    about: (
      <>
        {entries}, each sealed to the one before it
        {verdict.seals === 'no-key' ? '; the key to the seals is missing, so only their order was checked' : ''} ·
        checked <RelativeTime at={at} />
      </>
    ),
  };
}

const BROKEN: Record<NonNullable<Output<'audit.verify'>['broken']>['problem'], string> = {
  changed: 'That entry was changed.',
  'not-ours': 'That entry was not written by Holdfast.',
  missing: 'Entries are missing there.',
  added: 'Entries were added there.',
  'end-not-ours': 'The end of the record was not written by Holdfast.',
  'checkpoint-not-ours': 'The mark where old entries were removed was not written by Holdfast.',
};
