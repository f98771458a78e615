import { ChevronDown, GraduationCap, House, UserRoundX } from 'lucide-react';
import { useLocation } from 'wouter';
import type { AccessRule } from '../../../shared/contract/setup.ts';
import { ActionMenu } from '../../ui/action-menu.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useAsked } from '../asked.ts';
import { bridge } from '../bridge.ts';
import { EMERGENCY } from '../features/incident/places.ts';

/** What is gentler than closing, behind the arrow beside the button; and practising, before it is needed (UI.md). */
export function GentlerLevels() {
  const levels = useAsked('incident.levels', {}, ['incident', 'people']);
  const network = useAsked('network.get', {}, ['network']);
  const [, go] = useLocation();
  if (levels.kind !== 'value' || network.kind !== 'value') return null;
  const { guests } = levels.value;
  const { access } = network.value;
  return (
    <ActionMenu
      label="Gentler than closing"
      icon={<ChevronDown className="size-4" />}
      className="h-7.5 border-border-control"
      actions={[
        guests.arePaused
          ? {
              label: 'Let guests in again',
              icon: <UserRoundX className="size-4" />,
              run: () => void pauseGuests(false),
            }
          : {
              label: 'Pause guests: they are signed out, your family goes on',
              icon: <UserRoundX className="size-4" />,
              run: () => void pauseGuests(true),
              offReason: guests.count === 0 ? 'There are no guest accounts.' : null,
            },
        {
          label: 'Home only: nobody from other networks',
          icon: <House className="size-4" />,
          run: () => void homeOnly(access),
          offReason: ALREADY[access.kind],
        },
        { label: 'Practise first', icon: <GraduationCap className="size-4" />, run: () => go(EMERGENCY) },
      ]}
    />
  );
}

/** Why there is nothing to narrow. */
const ALREADY: Readonly<Record<AccessRule['kind'], string | null>> = {
  home: 'Only devices in your home can connect already.',
  'this-computer': 'Only this computer can connect already.',
  custom: null,
};

async function pauseGuests(paused: boolean): Promise<void> {
  const result = await bridge.call('incident.pauseGuests', { paused });
  if (!result.ok) return showToast({ status: 'fail', text: result.failure.message });
  showToast({
    status: 'ok',
    text: paused ? 'Guests are signed out and stay out' : 'Guests may sign in again',
    ...(paused && { action: { label: 'Undo', run: () => void pauseGuests(false) } }),
  });
}

/** Narrowing cuts off whoever is outside, on purpose. @param before what is put back by Undo. */
async function homeOnly(before: AccessRule): Promise<void> {
  const set = (access: AccessRule) => bridge.call('network.setAccess', { access, cutOff: true });
  const result = await set({ kind: 'home' });
  if (!result.ok) return showToast({ status: 'fail', text: result.failure.message });
  showToast({
    status: 'ok',
    text: 'Only devices in your home can connect',
    action: {
      label: 'Undo',
      run: () =>
        void set(before).then((undone) => {
          if (!undone.ok) showToast({ status: 'fail', text: undone.failure.message });
        }),
    },
  });
}
