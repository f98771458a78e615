import type { Result } from '../../shared/result.ts';
import type { Manager } from '../manager/index.ts';

/** What tray and menus can do to the house; each says itself when it did not work. */
export type Commands = {
  readonly lockDown: () => Promise<void>;
  /** Serve nothing for now, and again. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly backUp: () => Promise<void>;
  readonly canBackUp: () => boolean;
  readonly canLock: () => boolean;
};

/**
 * Commands from outside the window, through the same dispatcher as the window's.
 *
 * @param actor who asks, for the audit: `owner:tray`.
 */
export function createCommands(
  actor: string,
  deps: {
    readonly manager: Pick<Manager, 'dispatcher' | 'status'>;
    /** Tell the person what became of it. */
    readonly tell: (title: string, body: string) => void;
    readonly openWindow: () => void;
  },
): Commands {
  const { manager, tell } = deps;
  const call = async (method: string, title: string): Promise<Result<unknown>> => {
    const result = await manager.dispatcher.call(method, {}, actor);
    if (!result.ok) tell(title, result.failure.message);
    return result;
  };
  return {
    async lockDown() {
      // The window shows what was done, and has the way back; it need not be drawn for the house to be closed.
      const locking = call('incident.lockDown', 'Holdfast could not be closed');
      deps.openWindow();
      await locking;
    },
    pause: async () => void (await call('system.pause', 'Holdfast still serves')),
    resume: async () => void (await call('system.resume', 'Holdfast does not serve yet')),
    async backUp() {
      const made = await call('backups.create', 'No backup was made');
      if (made.ok) tell('Backed up', 'The backup was made and checked.');
    },
    canBackUp: () => manager.status().house !== 'set-up-needed',
    canLock: () => manager.status().house === 'open',
  };
}
