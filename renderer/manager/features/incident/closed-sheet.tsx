import { useState } from 'react';
import { Sheet } from '../../../ui/sheet.tsx';
import { Button } from '../../../ui/button.tsx';
import { useAsked } from '../../asked.ts';
import { MistakeButton } from './mistake-button.tsx';
import { Steps } from './steps.tsx';

/** What the click did, step by step. Esc does nothing: it would be pressed by whoever is startled. */
export function ClosedSheet({ onClose }: { readonly onClose: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const state = useAsked('incident.state', {}, ['incident', 'status']);
  if (state.kind !== 'value' || state.value.incident === null) return null;
  const { incident } = state.value;
  return (
    <Sheet
      title="Closed. Nothing on your network can reach this computer."
      about={
        incident.mistakeUntil === null
          ? 'Everyone is signed out. Your media, history and backups are untouched.'
          : 'Keys are changed in 10 s, unless you say that it was a mistake.'
      }
      onClose={null}
      problem={problem}
      actions={
        <>
          {incident.mistakeUntil === null ? null : (
            <MistakeButton until={incident.mistakeUntil} onProblem={setProblem} />
          )}
          <Button variant="primary" onClick={onClose}>
            See what happened
          </Button>
        </>
      }
    >
      <Steps incident={incident} />
    </Sheet>
  );
}
