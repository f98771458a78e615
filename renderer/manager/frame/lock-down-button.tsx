import { Lock } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { bridge } from '../bridge.ts';
import { ClosedSheet } from '../features/incident/closed-sheet.tsx';
import { INCIDENT } from '../features/incident/places.ts';
import { GentlerLevels } from './gentler-levels.tsx';
import { useHouseState } from './house-state.ts';

/** One click closes the house at once; nothing asks first. What follows is shown in a sheet. */
export function LockDownButton() {
  const { tone } = useHouseState();
  const [isClosing, setClosing] = useState(false);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [, go] = useLocation();
  const isClosed = tone === 'closed';
  const wasOpen = useRef(false);
  useEffect(() => {
    // Closed from the command line, the tray or another window: here too the whole window changes.
    if (isClosed && wasOpen.current && !isClosing && !isSheetOpen) go(INCIDENT);
    if (isClosed) wasOpen.current = false;
    else if (tone !== 'unknown') {
      // Open again: the sheet of that click is over.
      if (!wasOpen.current) setSheetOpen(false);
      wasOpen.current = true;
    }
  }, [tone, isClosed, isClosing, isSheetOpen, go]);
  const seeWhatHappened = () => {
    setSheetOpen(false);
    go(INCIDENT);
  };
  const lockDown = async () => {
    setClosing(true);
    const result = await bridge.call('incident.lockDown', {});
    setClosing(false);
    // The state itself arrives by event.
    if (result.ok) setSheetOpen(true);
    else showToast({ status: 'fail', text: result.failure.message });
  };
  if (isSheetOpen && isClosed) return <ClosedSheet onClose={seeWhatHappened} />;
  if (isClosed) return null;
  return (
    <div className="flex items-center gap-1">
      <Button
        icon={<Lock className="size-4" />}
        busy={isClosing ? 'Closing' : null}
        className="h-7.5 border-border-control font-semibold"
        onClick={() => void lockDown()}
      >
        Lock down
      </Button>
      <div className="max-sm:hidden">
        <GentlerLevels />
      </div>
    </div>
  );
}
