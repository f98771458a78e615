import { Lock } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { bridge } from '../bridge.ts';
import { useHouseState } from './house-state.ts';

/** One click closes the house at once; nothing asks first. */
export function LockDownButton() {
  const { tone } = useHouseState();
  const [isClosing, setClosing] = useState(false);
  const lockDown = async () => {
    setClosing(true);
    const result = await bridge.call('incident.lockDown', {});
    setClosing(false);
    // The state itself arrives by event.
    if (result.ok) showToast({ status: 'ok', text: 'Closed. Nothing on your network can reach this computer.' });
    else showToast({ status: 'fail', text: result.failure.message });
  };
  if (tone === 'closed') return null;
  return (
    <Button
      icon={<Lock className="size-4" />}
      busy={isClosing ? 'Closing' : null}
      className="h-7.5 border-border-control font-semibold"
      onClick={() => void lockDown()}
    >
      Lock down
    </Button>
  );
}
