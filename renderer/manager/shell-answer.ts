import type { ShellAnswer } from '../../shared/contract/bridge.ts';
import { showToast } from '../ui/toasts.ts';

/** What was chosen in a dialog of the system. @returns null when nothing was, or when it could not be: that is said. */
export function chosenIn(answer: ShellAnswer<string | null>): string | null {
  if (answer.ok) return answer.value;
  showToast({ status: 'fail', text: answer.failure.message });
  return null;
}
