import { CornerDownLeft, Search } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { classNames } from '../../../ui/class-names.ts';
import { showToast } from '../../../ui/toasts.ts';
import { useModal } from '../../../ui/use-modal.ts';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { usePlaces } from '../../place.ts';
import { useTitles } from './use-titles.ts';
import { allFinds, matching, titleFinds, type Find } from './finds.ts';

const KINDS: Record<Find['kind'], string> = {
  page: 'Page',
  setting: 'Setting',
  person: 'Person',
  folder: 'Folder',
  title: 'In the player',
  action: 'Command',
};

type PaletteProps = { readonly onClose: () => void; readonly onLockDown: () => void };

/** Find any page, setting, person, folder or title by typing; Enter goes there. */
export function Palette({ onClose, onLockDown }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const places = usePlaces();
  const accounts = useAsked('accounts.list', {}, ['people']);
  const libraries = useAsked('library.list', {}, ['library']);
  const status = useAsked('system.status', {}, ['status']);
  const titles = useTitles(typed);
  const finds = [
    ...matching(
      allFinds({
        places,
        people: accounts.kind === 'value' ? accounts.value.accounts : [],
        folders: libraries.kind === 'value' ? libraries.value.libraries : [],
      }),
      typed,
    ),
    ...titleFinds(titles, status.kind === 'value' ? status.value.addresses[0] : undefined),
  ];
  const chosen = finds[Math.min(at, finds.length - 1)];

  useModal(dialog);

  const run = (find: Find) => {
    onClose();
    if (find.to?.startsWith('http') === true) window.open(find.to, '_blank', 'noopener');
    else if (find.to !== null) go(find.to);
    else if (find.key === 'action lock') onLockDown();
    else void backUp();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && finds.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, finds.length - 1) + step + finds.length) % finds.length);
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <dialog
      ref={dialog}
      aria-label="Find anything"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      closedby="any"
      className="enter mx-auto mt-[12vh] mb-auto w-140 max-w-[calc(100vw-32px)] overflow-hidden rounded-sheet border border-border bg-raised p-0 text-ink shadow-sheet backdrop:bg-scrim"
    >
      <div className="flex items-center gap-3 border-b border-border px-4">
        <Search className="size-4.5 flex-none text-ink-3" />
        <input
          // A dialog focuses its first field, which is this one.
          role="combobox"
          aria-label="Find anything"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={chosen === undefined ? undefined : `${listId}-${finds.indexOf(chosen)}`}
          placeholder="A page, a setting, a person, a title"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-13 w-full min-w-0 bg-transparent text-read outline-none"
        />
      </div>
      <div id={listId} role="listbox" aria-label="What was found" className="max-h-[50vh] overflow-y-auto p-2">
        {finds.map((find, index) => (
          // The field keeps the focus and has the keys; a pointer presses here.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={find.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={find === chosen}
            onClick={() => run(find)}
            className={classNames(
              'flex h-10 items-center gap-3 rounded-control px-3 text-label',
              find === chosen ? 'bg-selected' : 'hover:bg-hover',
            )}
          >
            <span className="min-w-0 flex-1 truncate font-medium">{find.label}</span>
            <span className="text-small text-ink-3">{KINDS[find.kind]}</span>
            <CornerDownLeft className={classNames('size-3.5 text-ink-3', find !== chosen && 'invisible')} />
          </div>
        ))}
      </div>
      {finds.length === 0 ? (
        <p role="status" className="px-5 pb-6 text-center text-label text-ink-3">
          Nothing here is called that
        </p>
      ) : null}
    </dialog>
  );
}

async function backUp(): Promise<void> {
  const made = await bridge.call('backups.create', {});
  showToast(
    made.ok ? { status: 'ok', text: 'Backed up and verified' } : { status: 'fail', text: made.failure.message },
  );
}
