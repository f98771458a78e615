import { RotateCcw, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Note } from '../../../ui/note.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { bytesWords } from '../../../ui/size-words.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useCommand } from '../../use-command.ts';
import { bestCopy, counted, STATE_WORDS, stateOf, type BackupEntry, type BackupsFacts } from './backup-words.ts';
import { RestoreSheet } from './restore-sheet.tsx';

/** One backup: what is in it, where it lies and how sound, and what can be done with it. */
export function BackupCard({ backup, facts }: { readonly backup: BackupEntry; readonly facts: BackupsFacts }) {
  const [isRestoring, setRestoring] = useState(false);
  const verify = useCommand('backups.verify');
  const drill = useCommand('backups.drill');
  const state = stateOf(backup);
  const copy = bestCopy(backup);
  const isNewest = facts.backups[0]?.id === backup.id;
  const check = async () => {
    for (const { path, place } of backup.copies) {
      const result = await verify.run({ file: path });
      if (result.ok) continue;
      const where = place === 'own' ? 'on this computer' : 'in the second folder';
      return showToast({ status: 'fail', text: `The copy ${where}: ${result.failure.message}` });
    }
    showToast({ status: 'ok', text: 'Every part was read and is sound.' });
  };
  const practise = async () => {
    const result = await drill.run({});
    if (result.ok)
      showToast({
        status: 'ok',
        text: `Restored beside the house, signed in there, and wiped: ${counted(result.value.items, 'library entry', 'library entries')}.`,
      });
    else showToast({ status: 'fail', text: result.failure.message });
  };
  return (
    <Card
      title="Backup"
      aside={<span className="tabular-nums">{bytesWords(backup.sizeBytes)}</span>}
      footer={
        <>
          <Button
            icon={<RotateCcw className="size-4" />}
            offReason={copy === undefined ? 'No copy of it is left.' : null}
            onClick={() => setRestoring(true)}
          >
            Restore this
          </Button>
          <Button
            icon={<ShieldCheck className="size-4" />}
            busy={verify.isOut ? 'Verifying' : null}
            onClick={() => void check()}
          >
            Verify
          </Button>
          {isNewest ? (
            <Button
              variant="quiet"
              busy={drill.isOut ? 'Practising' : null}
              offReason={state === 'damaged' ? 'It is damaged.' : null}
              onClick={() => void practise()}
            >
              Practise a restore
            </Button>
          ) : null}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <h3 className="flex flex-wrap items-center gap-2.5 text-section font-semibold tracking-tight">
          <RelativeTime at={backup.madeAt} as="clock" />
          <Pill status={state === 'verified' ? 'ok' : state === 'damaged' ? 'fail' : 'warn'}>{STATE_WORDS[state]}</Pill>
        </h3>
        {backup.copies.map(({ place, problem }) =>
          problem === null ? null : (
            <Note
              key={place}
              status="fail"
              title={place === 'own' ? 'The copy on this computer' : 'The copy in the second folder'}
            >
              {problem}
            </Note>
          ),
        )}
        <KeyValues
          entries={[
            {
              key: 'Holds',
              value: `${counted(backup.accounts, 'account')}, ${counted(backup.items, 'library entry', 'library entries')}, ${counted(backup.progress, 'place and mark', 'places and marks')}`,
            },
            ...backup.copies.map(({ path, place, provenAt }) => ({
              key: place === 'own' ? 'On this computer' : 'In the second folder',
              value: (
                <>
                  <PathText path={path} className="block text-small select-all" />
                  <span className="text-small text-ink-3">
                    {provenAt === null ? (
                      'not sound'
                    ) : (
                      <>
                        found sound <RelativeTime at={provenAt} />
                      </>
                    )}
                  </span>
                </>
              ),
            })),
          ]}
        />
      </div>
      {isRestoring && copy !== undefined ? (
        <RestoreSheet backup={backup} file={copy.path} onClose={() => setRestoring(false)} />
      ) : null}
    </Card>
  );
}
