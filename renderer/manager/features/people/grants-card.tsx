import { useState } from 'react';
import { Link } from 'wouter';
import { Card } from '../../../ui/card.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { CheckBox } from '../../../ui/check-box.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { titlesIn, type Folder, type Person } from './role-words.ts';

/** What a person may see. A change holds at once, and can be taken back from the toast. */
export function GrantsCard({ person }: { readonly person: Person }) {
  const asked = useAsked('library.list', {}, ['library']);
  return (
    <Card title="Libraries">
      <AskedRegion asked={asked} what="the list of libraries" skeleton={<Skeleton className="h-16" />}>
        {({ libraries }) => <Grants person={person} libraries={libraries} />}
      </AskedRegion>
    </Card>
  );
}

function Grants({ person, libraries }: { readonly person: Person; readonly libraries: readonly Folder[] }) {
  /** What was ticked and is on its way; null once the manager's word is here. */
  const [wanted, setWanted] = useState<{ readonly instead: string; readonly ids: readonly string[] } | null>(null);
  const held = person.libraries.join();
  if (libraries.length === 0) {
    return (
      <p className="flex flex-wrap items-center justify-between gap-3 text-ink-3">
        There is nothing to see yet. What you add to the library can be shared here.
        <Link href="/library" className={buttonStyle({ size: 's' })}>
          Add a folder
        </Link>
      </p>
    );
  }
  const seesAll = person.role === 'owner';
  const seen = wanted?.instead === held ? wanted.ids : person.libraries;
  const set = async (next: readonly string[]): Promise<boolean> => {
    setWanted({ instead: held, ids: next });
    const result = await bridge.call('accounts.setGrants', { id: person.id, libraries: [...next] });
    if (result.ok) return true;
    setWanted(null);
    showToast({ status: 'fail', text: result.failure.message });
    return false;
  };
  const change = async (library: Folder, isSeen: boolean) => {
    const before = seen;
    if (!(await set(isSeen ? [...before, library.id] : before.filter((id) => id !== library.id)))) return;
    showToast({
      status: 'ok',
      text: isSeen ? `${person.name} sees ${library.name} now.` : `${person.name} no longer sees ${library.name}.`,
      action: { label: 'Undo', run: () => void set(before) },
    });
  };
  return (
    <>
      {seesAll ? <p className="mb-1 text-ink-3">An owner sees every library, those you add later too.</p> : null}
      <ul className={classNames('-my-2', libraries.length > 3 && 'sm:columns-2 sm:gap-8')}>
        {libraries.map((library) => (
          <li key={library.id} className="break-inside-avoid">
            <CheckBox
              label={library.name}
              aside={titlesIn(library)}
              isChecked={seesAll || seen.includes(library.id)}
              offReason={seesAll ? 'An owner sees every library.' : null}
              onCheck={(isSeen) => void change(library, isSeen)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
