import { Mail } from 'lucide-react';
import { useState } from 'react';
import type { ExposedAccount } from '../../../../shared/contract/incident.ts';
import type { Output } from '../../../../shared/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { CopyButton } from '../../copy-button.tsx';
import { useCommand } from '../../use-command.ts';

/** What somebody who was inside could reach, and a letter for each person to pass on (INC-15). */
export function ExposureCard() {
  const look = useCommand('incident.exposure');
  const [found, setFound] = useState<Output<'incident.exposure'> | null>(null);
  const [letter, setLetter] = useState<ExposedAccount | null>(null);
  const run = async () => {
    const result = await look.run({});
    if (result.ok) setFound(result.value);
  };
  return (
    <Card
      title="What was within reach, and whom to tell"
      isFlush
      footer={
        found === null ? (
          <Button busy={look.isOut ? 'Looking' : null} onClick={() => void run()}>
            Show what was within reach
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-2 p-4 text-label text-pretty text-ink-2">
        <p>If somebody was inside, these are the data they could read, and a letter for everybody they belong to.</p>
        {look.failure === null ? null : (
          <Note status="fail" title="It cannot be said" justFailed>
            {look.failure.message}
          </Note>
        )}
        {found?.kept.map((text) => (
          <p key={text} className="text-body">
            {text}
          </p>
        ))}
      </div>
      {found === null ? null : (
        <ul className="divide-y divide-border border-t border-border">
          {found.accounts.map((account) => (
            <li key={account.name} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5 text-label">
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium break-words">
                  {account.name} <span className="font-normal text-ink-3">{account.role}</span>
                </p>
                <p className="text-small break-words text-ink-3">{reachWords(account)}</p>
              </div>
              <Button
                size="s"
                icon={<Mail className="size-4" />}
                aria-label={`Letter for ${account.name}`}
                onClick={() => setLetter(account)}
              >
                Letter
              </Button>
            </li>
          ))}
        </ul>
      )}
      {letter === null ? null : <LetterSheet account={letter} onClose={() => setLetter(null)} />}
    </Card>
  );
}

function reachWords({ devices, addresses, watched, passwordHashes }: ExposedAccount): string {
  const count = (many: number, one: string, more: string) => `${many} ${many === 1 ? one : more}`;
  return [
    'the name',
    count(passwordHashes, 'scrambled password', 'scrambled passwords'),
    count(devices.length, 'device', 'devices'),
    count(addresses.length, 'address', 'addresses'),
    `what was watched (${watched})`,
  ].join(', ');
}

const LetterSheet = ({ account, onClose }: { readonly account: ExposedAccount; readonly onClose: () => void }) => (
  <Sheet
    title={`A letter for ${account.name}`}
    about="Fill in what stands in brackets, then send it the way you would send anything."
    onClose={onClose}
    actions={
      <>
        <CopyButton text={account.letter} what="Letter" />
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </>
    }
  >
    <p className="text-label whitespace-pre-wrap select-all">{account.letter}</p>
  </Sheet>
);
