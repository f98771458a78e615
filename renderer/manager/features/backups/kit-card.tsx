import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Note } from '../../../ui/note.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import type { BackupsFacts } from './backup-words.ts';
import { KitSheet, ProveSheet } from './kit-sheets.tsx';

/** The key that opens backups on another computer: whether there is one, and whether it was kept. */
export function KitCard({ kit }: { readonly kit: BackupsFacts['kit'] }) {
  const [open, setOpen] = useState<'new' | 'prove' | null>(null);
  return (
    <Card
      title="Recovery kit"
      footer={
        kit === null ? undefined : (
          <>
            <Button size="s" onClick={() => setOpen('prove')}>
              Prove you still have it
            </Button>
            <Button size="s" variant="quiet" onClick={() => setOpen('new')}>
              Make a new one
            </Button>
          </>
        )
      }
    >
      {kit === null ? (
        <Note
          status="warn"
          title="No kit yet"
          action={
            <Button size="s" icon={<KeyRound className="size-3.5" />} onClick={() => setOpen('new')}>
              Make a kit
            </Button>
          }
        >
          If this computer is lost, nothing else opens its backups.
        </Note>
      ) : (
        <div className="flex flex-col gap-3">
          <p className="text-ink-2">
            Opens your backups on any computer if this one is lost. Made <RelativeTime at={kit.issuedAt} />
            {kit.confirmedAt === null ? (
              '.'
            ) : (
              <>
                , last proved <RelativeTime at={kit.confirmedAt} />.
              </>
            )}
          </p>
          {kit.confirmedAt === null ? (
            <Note status="warn" title="Nobody has shown that it was kept">
              A kit that is lost opens nothing.
            </Note>
          ) : null}
        </div>
      )}
      {open === 'new' ? <KitSheet hasKit={kit !== null} onClose={() => setOpen(null)} /> : null}
      {open === 'prove' && kit !== null ? <ProveSheet group={kit.group} onClose={() => setOpen(null)} /> : null}
    </Card>
  );
}
