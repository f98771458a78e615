import { Download, Printer } from 'lucide-react';
import { useState } from 'react';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { saveKit } from '../../save-kit.ts';

type Kit = Output<'backups.issueKit'>;

/** A new kit: asked for, shown once, and shown to have been kept. */
export function KitSheet({ hasKit, onClose }: { readonly hasKit: boolean; readonly onClose: () => void }) {
  const [kit, setKit] = useState<Kit | null>(null);
  const issue = useCommand('backups.issueKit');
  const make = async () => {
    const result = await issue.run({});
    if (result.ok) setKit(result.value);
  };
  if (kit !== null) return <ShownKit kit={kit} onClose={onClose} />;
  return (
    <FormSheet
      title={hasKit ? 'Make a new recovery kit?' : 'Make a recovery kit?'}
      about={
        hasKit
          ? 'Backups from now on open with the new one. Those made before open with the old one alone: keep it as long as you keep them.'
          : 'A key, shown once, to print or to save. Backups from now on open with it on any computer.'
      }
      problem={issue.failure?.message ?? null}
      onClose={onClose}
      onSubmit={make}
      action="Make it"
      busy={issue.isOut ? 'Making it' : null}
    />
  );
}

function ShownKit({ kit, onClose }: { readonly kit: Kit; readonly onClose: () => void }) {
  const prove = useProof(onClose);
  return (
    <Sheet
      title="Keep your recovery kit"
      about="It is shown now and never again. Whoever has it can read your backups: keep it where you keep your passport, and not on this computer."
      onClose={null}
      onSubmit={prove.submit}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Go on without proving it
          </Button>
          <Button type="submit" variant="primary" busy={prove.isOut ? 'Checking' : null}>
            I kept it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 print:hidden">
        <div className="flex flex-col gap-5 sm:flex-row">
          <QrCode
            text={kit.identity}
            label="The key as a QR code"
            className="w-32 flex-none self-center sm:self-start"
          />
          <div className="min-w-0">
            <p className="font-mono text-label break-all select-all">{kit.identity}</p>
            <div className="mt-4 flex flex-wrap gap-2">
              <Button icon={<Printer className="size-4" />} onClick={() => window.print()}>
                Print
              </Button>
              <Button icon={<Download className="size-4" />} onClick={() => saveKit(kit.text)}>
                Save as a file
              </Button>
            </div>
          </div>
        </div>
        <GroupField
          group={kit.group}
          help="On what you printed or saved the key stands in numbered groups too."
          {...prove.field}
        />
      </div>
      <pre aria-hidden="true" className="hidden font-mono text-small break-all whitespace-pre-wrap print:block">
        {kit.text}
      </pre>
    </Sheet>
  );
}

/** The letters of one group of the kit that was kept. */
export function ProveSheet({ group, onClose }: { readonly group: number; readonly onClose: () => void }) {
  const prove = useProof(onClose);
  return (
    <Sheet
      title="Do you still have the kit?"
      about="Look at what you printed or saved. Its key stands in numbered groups; typing one shows that you have it."
      onClose={onClose}
      onSubmit={prove.submit}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={prove.isOut ? 'Checking' : null}>
            I have it
          </Button>
        </>
      }
    >
      <GroupField group={group} {...prove.field} />
    </Sheet>
  );
}

type GroupFieldProps = {
  readonly group: number;
  readonly help?: string;
  readonly letters: string;
  readonly onLetters: (letters: string) => void;
  readonly error: string | null;
};

const GroupField = ({ group, help, letters, onLetters, error }: GroupFieldProps) => (
  <Field
    label={`Letters of group ${group}`}
    autoComplete="off"
    autoCapitalize="characters"
    spellCheck={false}
    mono
    maxLength={16}
    className="max-w-80"
    value={letters}
    onChange={(event) => onLetters(event.target.value)}
    help={help}
    error={error}
  />
);

function useProof(onProved: () => void) {
  const [letters, setLetters] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = useCommand('backups.confirmKit');
  const check = async () => {
    if (letters.trim() === '') return setProblem('Type the letters first.');
    const result = await confirm.run({ letters });
    if (!result.ok) return setProblem(result.failure.message);
    showToast({ status: 'ok', text: 'The kit was kept.' });
    onProved();
  };
  return {
    isOut: confirm.isOut,
    submit: () => void check(),
    field: {
      letters,
      onLetters: (typed: string) => {
        setLetters(typed);
        setProblem(null);
      },
      error: problem,
    },
  };
}
