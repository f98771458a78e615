import { useLocation } from 'wouter';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { counted, type Person } from './role-words.ts';

type About = { readonly person: Person; readonly onClose: () => void };

/** Say that it is done and close, or leave what failed to the sheet. */
function finish(result: { readonly ok: boolean }, done: string, onClose: () => void): void {
  if (!result.ok) return;
  showToast({ status: 'ok', text: done });
  onClose();
}

export function SuspendSheet({ person, onClose }: About) {
  const suspend = useCommand('accounts.setDisabled');
  const confirm = async () =>
    finish(await suspend.run({ id: person.id, disabled: true }), `${person.name} is suspended.`, onClose);
  return (
    <FormSheet
      title={`Suspend ${person.name}?`}
      about={`${devicesOf(person)} What plays there stops. The account, its places and lists are kept, and you can let ${person.name} back in at any time.`}
      action={`Suspend ${person.name}`}
      busy={suspend.isOut ? 'Suspending' : null}
      problem={suspend.failure?.message ?? null}
      isDanger
      onSubmit={confirm}
      onClose={onClose}
    />
  );
}

export function DeleteSheet({ person, onClose }: About) {
  const remove = useCommand('accounts.remove');
  const [, navigate] = useLocation();
  const confirm = async () => {
    const result = await remove.run({ id: person.id });
    finish(result, `${person.name}’s account is deleted.`, onClose);
    if (result.ok) navigate('/people');
  };
  return (
    <FormSheet
      title={`Delete ${person.name}’s account?`}
      about={`${devicesOf(person)} The account is gone for good; only a backup could bring it back. To keep somebody out for a while, suspend the account instead.`}
      action={`Delete ${person.name}`}
      busy={remove.isOut ? 'Deleting' : null}
      problem={remove.failure?.message ?? null}
      isDanger
      onSubmit={confirm}
      onClose={onClose}
    />
  );
}

export function SignOutSheet({ person, devices, onClose }: About & { readonly devices: number }) {
  const signOut = useCommand('accounts.signOutEverywhere');
  const confirm = async () =>
    finish(await signOut.run({ id: person.id }), `${person.name} is signed out everywhere.`, onClose);
  return (
    <FormSheet
      title={`Sign ${person.name} out everywhere?`}
      about={`${counted(devices, 'device')} must sign in again. What plays there stops. History is kept.`}
      action="Sign out everywhere"
      busy={signOut.isOut ? 'Signing out' : null}
      problem={signOut.failure?.message ?? null}
      isDanger
      onSubmit={confirm}
      onClose={onClose}
    />
  );
}

export function DemandSheet({ person, onClose }: About) {
  const demand = useCommand('accounts.demandPasswordChange');
  const confirm = async () =>
    finish(
      await demand.run({ id: person.id }),
      `${person.name} is asked for a new password at the next sign-in.`,
      onClose,
    );
  return (
    <FormSheet
      title={`Ask ${person.name} for a new password?`}
      about={`${devicesOf(person)} The password of today then opens nothing but the form for a new one. Do this when somebody else may know it.`}
      action="Ask for a new one"
      busy={demand.isOut ? 'Asking' : null}
      problem={demand.failure?.message ?? null}
      isDanger
      onSubmit={confirm}
      onClose={onClose}
    />
  );
}

const devicesOf = ({ name, sessions }: Person): string =>
  sessions === 0 ? `${name} is signed in nowhere now.` : `${name} is signed out on ${counted(sessions, 'device')}.`;
