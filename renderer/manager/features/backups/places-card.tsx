import { HardDrive, Monitor } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { bytesWords } from '../../../ui/size-words.ts';
import { counted, type BackupsFacts } from './backup-words.ts';
import { SecondFolderSheet } from './second-folder-sheet.tsx';

/** Where backups lie, and how much room there is. One disk can die; a second one is what saves the day. */
export function PlacesCard({ facts }: { readonly facts: BackupsFacts }) {
  const [isChoosing, setChoosing] = useState(false);
  const { secondFolder } = facts;
  const inPlace = (place: 'own' | 'second') =>
    facts.backups.filter(({ copies }) => copies.some((copy) => copy.place === place && copy.provenAt !== null)).length;
  return (
    <Card
      title="Places"
      isFlush
      aside={
        secondFolder === null ? undefined : (
          <Button size="s" onClick={() => setChoosing(true)}>
            Change<span className="sr-only"> the second folder</span>
          </Button>
        )
      }
    >
      <ul className="divide-y divide-border">
        <li className="flex items-start gap-3 px-4 py-3">
          <Monitor aria-hidden="true" className="mt-0.5 size-5 flex-none text-ink-3" />
          <span className="min-w-0 flex-1">
            <span className="block font-medium">This computer</span>
            <span className="block text-small text-ink-3 tabular-nums">
              {counted(inPlace('own'), 'backup')} · {bytesWords(facts.ownFreeBytes)} free
            </span>
            <PathText path={facts.ownFolder} className="block text-small text-ink-3" />
          </span>
          <Pill status="ok">Ready</Pill>
        </li>
        {secondFolder === null ? (
          <li className="p-4">
            <Note
              status="warn"
              title="Only on this computer"
              action={
                <Button size="s" onClick={() => setChoosing(true)}>
                  Choose a folder
                </Button>
              }
            >
              If its disk dies, the backups die with it.
            </Note>
          </li>
        ) : (
          <li className="flex items-start gap-3 px-4 py-3">
            <HardDrive aria-hidden="true" className="mt-0.5 size-5 flex-none text-ink-3" />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">Second folder</span>
              <span className="block text-small text-ink-3 tabular-nums">
                {counted(inPlace('second'), 'backup')}
                {secondFolder.freeBytes === null ? '' : ` · ${bytesWords(secondFolder.freeBytes)} free`}
              </span>
              <PathText path={secondFolder.path} className="block text-small text-ink-3" />
              {secondFolder.problem === null ? null : <span className="block text-fail">{secondFolder.problem}</span>}
            </span>
            {secondFolder.state === 'ready' ? <Pill status="ok">Ready</Pill> : null}
            {secondFolder.state === 'same-disk' ? <Pill status="warn">Same disk</Pill> : null}
            {secondFolder.state === 'away' ? <Pill>Not connected</Pill> : null}
          </li>
        )}
      </ul>
      {isChoosing ? <SecondFolderSheet path={secondFolder?.path ?? null} onClose={() => setChoosing(false)} /> : null}
    </Card>
  );
}
