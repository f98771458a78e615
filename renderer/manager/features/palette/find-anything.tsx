import { Search } from 'lucide-react';
import { useCallback, useState } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { Keycap } from '../../../ui/keycap.tsx';
import { KeysDialog } from '../../../ui/keys-dialog.tsx';
import { usePlaces } from '../../place.ts';
import { Palette } from './palette.tsx';
import { commandKey, shortcuts } from './shortcuts.ts';
import { useWindowKeys } from './use-window-keys.ts';

/** The field in the title bar that opens the palette, and the keys of the window. */
export function FindAnything({ isOnLock }: { readonly isOnLock: boolean }) {
  const [shown, setShown] = useState<'nothing' | 'palette' | 'keys'>('nothing');
  const places = usePlaces();
  const close = useCallback(() => setShown('nothing'), []);
  const openPalette = useCallback(() => setShown('palette'), []);
  const openKeys = useCallback(() => setShown('keys'), []);
  useWindowKeys({ onFind: openPalette, onHelp: openKeys, onLockDown: focusLockDown });
  return (
    <>
      <button
        type="button"
        onClick={openPalette}
        aria-keyshortcuts="Control+K Meta+K"
        className={classNames(
          'flex h-7.5 items-center gap-2 rounded-control border pr-1.5 pl-2.5 text-body whitespace-nowrap lg:w-52',
          isOnLock ? 'border-on-lock-2 text-on-lock' : 'border-border bg-canvas text-ink-3 hover:bg-hover',
        )}
      >
        <Search className="size-4" />
        <span className="max-lg:sr-only">Find anything</span>
        {isOnLock ? null : (
          <span aria-hidden="true" className="ml-auto max-lg:hidden">
            <Keycap>{commandKey() === '⌘' ? '⌘K' : 'Ctrl K'}</Keycap>
          </span>
        )}
      </button>
      {shown === 'palette' ? <Palette onClose={close} onLockDown={focusLockDown} /> : null}
      {shown === 'keys' ? <KeysDialog shortcuts={shortcuts(places.length)} onClose={close} /> : null}
    </>
  );
}

/** A key or a word typed in haste must not close the house: it leads to the button that does. */
function focusLockDown(): void {
  // After the palette has closed and given the focus back.
  setTimeout(() => document.querySelector<HTMLElement>('[data-lock-down] button')?.focus());
}
