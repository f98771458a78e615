import { Printer } from 'lucide-react';
import { useState } from 'react';
import type { EmergencyCard } from '../../../../shared/contract/incident.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { askAgain } from '../../asked.ts';
import { useCommand } from '../../use-command.ts';

/** `most`: as the contract bounds it. */
const FIELDS: readonly {
  readonly name: keyof EmergencyCard;
  readonly label: string;
  readonly help: string;
  readonly most: number;
}[] = [
  { name: 'helper', label: 'Who can help', help: 'A name and a telephone number', most: 500 },
  { name: 'provider', label: 'Internet provider', help: 'Its hotline and your customer number', most: 500 },
  {
    name: 'router',
    label: 'How to turn off port forwarding on the router',
    help: 'The address of its page, where its password is, and which menu',
    most: 1000,
  },
  {
    name: 'backups',
    label: 'Where the offline backups and the recovery kit are',
    help: 'The drawer, the disk, the person who keeps a copy',
    most: 500,
  },
];

type EmergencyCardFormProps = { readonly card: EmergencyCard; readonly path: string };

/** Filled in on a calm day, printed, and kept as plain text outside every database (INC-16). */
export function EmergencyCardForm({ card, path }: EmergencyCardFormProps) {
  const save = useCommand('incident.saveCard');
  const [draft, setDraft] = useState(card);
  const isEmpty = FIELDS.every(({ name }) => draft[name].trim() === '');
  const isSaved = FIELDS.every(({ name }) => draft[name] === card[name]);
  const submit = async () => {
    const result = await save.run(draft);
    if (!result.ok) return;
    askAgain('incident.card');
    showToast({ status: 'ok', text: 'The emergency card is saved' });
  };
  return (
    <>
      <form
        className="min-w-0 print:hidden"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isOut) void submit();
        }}
      >
        <Card
          title="Emergency card"
          footer={
            <>
              <Button type="submit" variant="primary" busy={save.isOut ? 'Saving' : null}>
                Save the card
              </Button>
              <Button
                icon={<Printer className="size-4" />}
                offReason={isEmpty ? 'There is nothing on it yet.' : null}
                onClick={() => window.print()}
              >
                Print
              </Button>
              {isSaved && !isEmpty ? <p className="text-small text-ink-3">Saved as it stands</p> : null}
            </>
          }
        >
          <div className="flex flex-col gap-4">
            {FIELDS.map(({ name, label, help, most }) => (
              <TextArea
                key={name}
                label={label}
                help={help}
                rows={name === 'router' ? 4 : 2}
                maxLength={most}
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            ))}
            {save.failure === null ? null : (
              <Note status="fail" title="The card was not saved" justFailed>
                {save.failure.message}
              </Note>
            )}
            <p className="text-small text-ink-3">
              Plain text, to be read when nothing of Holdfast runs:{' '}
              <span className="font-mono break-all select-all">{path}</span>
            </p>
          </div>
        </Card>
      </form>
      <PrintedCard card={draft} />
    </>
  );
}

/** What comes out of the printer: nothing of the window, room to read. */
const PrintedCard = ({ card }: { readonly card: EmergencyCard }) => (
  <section aria-hidden="true" className="hidden text-read print:block">
    <h1 className="text-title font-semibold">Holdfast emergency card</h1>
    <p className="mt-2">
      If somebody is in: pull the network cable of the computer Holdfast runs on, or click Lock down. Without a window:
      npx holdfast lock
    </p>
    {FIELDS.map(({ name, label }) => (
      <div key={name} className="mt-5">
        <h2 className="font-semibold">{label}</h2>
        <p className="mt-1 min-h-8 border-b border-border-strong whitespace-pre-wrap">{card[name]}</p>
      </div>
    ))}
  </section>
);
