import { Button } from '../../../ui/button.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { useAccountNames } from './account-names.ts';
import { actorWords, eventWords, type AuditEntry } from './event-words.ts';

/** One entry as it stands in the record. */
export function EntrySheet({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const names = useAccountNames();
  const facts = Object.entries(entry.detail).map(([key, value]) => ({
    key,
    value: (
      <span className="font-mono text-small break-all">
        {typeof value === 'string' ? value : JSON.stringify(value)}
      </span>
    ),
  }));
  return (
    <Sheet title={eventWords(entry)} onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
      <KeyValues
        entries={[
          { key: 'When', value: new Date(entry.at).toLocaleString('en-GB') },
          { key: 'Who', value: actorWords(entry.actor, names) },
          { key: 'Entry', value: `${entry.seq} · ${entry.event}` },
          ...facts,
        ]}
      />
    </Sheet>
  );
}
