import type { ShellAnswer } from '../../shared/contract/bridge.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Log } from '../core/kernel/index.ts';
import type { LoginItem } from './autostart.ts';

/** Starting with the person's session, as the menu and the page switch it; neither throws. */
export type LoginSwitch = {
  readonly isOn: () => ShellAnswer<boolean>;
  readonly turn: (isOn: boolean) => ShellAnswer<null>;
};

const UNREAD = 'This computer did not say whether Holdfast starts when you sign in. Try again.';
const REFUSED =
  'This computer did not take the change. Look among the programs that start when you sign in, in its own settings.';

/** @param onChange after each try, also one that failed: whoever shows the switch asks anew. */
export function loginSwitch(item: LoginItem, deps: { readonly onChange: () => void; readonly log: Log }): LoginSwitch {
  const isOn = () => {
    try {
      return ok(item.get());
    } catch (error) {
      deps.log.warn('login-item.not-read', { error });
      return fail('not-done', UNREAD);
    }
  };
  return {
    isOn,
    turn(wanted) {
      try {
        item.set(wanted);
        // macOS and Windows let a person overrule us, and answer nothing.
        if (item.get() === wanted) return ok(null);
        deps.log.warn('login-item.refused', {});
        return fail('not-done', REFUSED);
      } catch (error) {
        deps.log.warn('login-item.not-set', { error });
        return fail('not-done', sentenceOf(error));
      } finally {
        deps.onChange();
      }
    },
  };
}

function sentenceOf(error: unknown): string {
  const { code = '', path = 'its place' } = error as NodeJS.ErrnoException;
  if (['ENOSPC', 'EDQUOT'].includes(code))
    return 'That could not be kept, because the disk is full. Free some space, and try again.';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return `That could not be kept, because Holdfast may not write to ${path}. Allow it, and try again.`;
  return REFUSED;
}
