import { Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';
import { INCIDENT } from './places.ts';

type MistakeButtonProps = {
  /** ISO 8601, as the manager gives it. */
  readonly until: string;
  /** Why it could not be taken back; left out, a toast says so. */
  readonly onProblem?: (problem: string) => void;
};

const sayProblem = (text: string) => showToast({ status: 'fail', text });

/** Takes the closing back while no key was changed. */
export function MistakeButton({ until, onProblem = sayProblem }: MistakeButtonProps) {
  const left = useSecondsUntil(until);
  const [isOut, setOut] = useState(false);
  const [path, go] = useLocation();
  const takeBack = async () => {
    setOut(true);
    const result = await bridge.call('incident.mistake', {});
    setOut(false);
    // That the house is open comes by event.
    if (result.ok) {
      const isHome = result.value.stage === 'home';
      const how = isHome ? 'as if nothing was' : 'on this computer alone, as it was before';
      showToast({ status: 'ok', text: `Open again, ${how}: nobody was signed out.` });
      if (isHome && path.startsWith(INCIDENT)) go('/');
    } else onProblem(result.failure.message);
  };
  if (left === 0) return null;
  return (
    <Button icon={<Undo2 className="size-4" />} busy={isOut ? 'Opening' : null} onClick={() => void takeBack()}>
      It was a mistake ({left} s)
    </Button>
  );
}

/** Whole seconds that are left, 0 when there are none. */
function useSecondsUntil(until: string): number {
  const [now, setNow] = useState(Date.now);
  const left = Math.max(0, Math.ceil((Date.parse(until) - now) / 1_000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [left]);
  return left;
}
