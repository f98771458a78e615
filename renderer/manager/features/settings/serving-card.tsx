import { useEffect, useState } from 'react';
import type { SystemStatus } from '../../../../shared/contract/system.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { bridge } from '../../bridge.ts';
import { PauseButton } from '../../pause-button.tsx';
import { StartUnitSheet } from './start-unit-sheet.tsx';

/** Whether it serves now, and whether it comes up by itself. */
export const ServingCard = ({ status }: { readonly status: SystemStatus }) => (
  <Card title="Serving" isFlush>
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
      <p className="min-w-0 flex-1 basis-60 text-body">
        <span className="block font-medium">{stateWords(status)}</span>
        <span className="block text-small text-pretty text-ink-3">
          A pause stops what plays and signs nobody out. It ends when you resume, or when Holdfast is started anew.
        </span>
      </p>
      {status.house === 'open' ? <PauseButton isPaused={status.isPaused} /> : null}
    </div>
    <div className="border-t border-border px-4 py-3.5">
      {bridge.shell === null ? <ByItsUnit /> : <AtLogin shell={bridge.shell} />}
    </div>
  </Card>
);

function stateWords({ house, isPaused, probe }: SystemStatus): string {
  if (house === 'closed') return 'The house is closed';
  if (isPaused) return 'Paused: nobody can watch';
  return probe.kind === 'answers' ? 'Your home is being served' : 'Nothing is being served now';
}

/** The app's own switch, as the system keeps it. */
function AtLogin({ shell }: { readonly shell: NonNullable<typeof bridge.shell> }) {
  const [isOn, setOn] = useState<boolean | null | 'asking'>('asking');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    // What the system says now, and not what was wished for.
    const look = async () => {
      const found = await shell.startsAtLogin();
      if (found.ok) {
        setOn(found.value);
        setProblem(null);
      } else setProblem(found.failure.message);
    };
    void look();
    return bridge.onChange((topic) => {
      if (topic === 'shell') void look();
    });
  }, [shell]);
  const turn = async (next: boolean) => {
    const done = await shell.startAtLogin(next);
    setProblem(done.ok ? null : done.failure.message);
  };
  return (
    <>
      <Switch
        label="Start when I sign in to this computer"
        about="Without a window: it is in the tray."
        isOn={isOn === true}
        offReason={isOn === null ? 'Only an installed Holdfast can start by itself.' : null}
        onSwitch={(next) => void turn(next)}
      />
      {problem === null ? null : (
        <p role="alert" className="mt-1 text-small text-fail">
          {problem}
        </p>
      )}
    </>
  );
}

/** Without an app around the window, the system's keeper of services starts it; that is told, not done. */
function ByItsUnit() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-0 flex-1 basis-60 text-body">
        <span className="block font-medium">Start with the computer</span>
        <span className="block text-small text-pretty text-ink-3">
          The system starts Holdfast when it is told to, with a few commands.
        </span>
      </p>
      <Button onClick={() => setOpen(true)}>Show how</Button>
      {isOpen ? <StartUnitSheet onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
