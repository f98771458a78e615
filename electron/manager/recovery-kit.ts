import { record } from '../core/audit/index.ts';
import { backupSettings, changeBackupSettings, issueKit, type Kit } from '../core/backups/index.ts';
import { readHouse, type Clock, type ManagerDb } from '../core/kernel/index.ts';

/** The recovery kit of this house: made anew whenever the owner wants one, and confirmed by what they kept. */
export function createRecoveryKit(deps: {
  readonly db: ManagerDb;
  readonly clock: Clock;
  readonly changed: () => void;
}) {
  const { db, clock, changed } = deps;
  return {
    /** The key is in the answer and nowhere else. */
    async issueKit(actor: string): Promise<Kit> {
      const now = clock.now();
      const kit = await issueKit({ serverName: readHouse(db).serverName, now });
      db.transaction(() => {
        changeBackupSettings(db, {
          recoveryRecipient: kit.recipient,
          kitIssuedAt: now,
          kitGroup: kit.group,
          kitGroupHash: kit.groupHash,
          kitConfirmedAt: null,
        });
        record(db, { at: now, actor, event: 'backup.kit-issued' });
      }).immediate();
      changed();
      return kit;
    },

    confirmKit(hash: string, actor: string): 'confirmed' | 'no-kit' | 'wrong-group' {
      const { kitGroupHash } = backupSettings(db);
      if (kitGroupHash === null) return 'no-kit';
      if (kitGroupHash !== hash) return 'wrong-group';
      db.transaction(() => {
        changeBackupSettings(db, { kitConfirmedAt: clock.now() });
        record(db, { at: clock.now(), actor, event: 'backup.kit-confirmed' });
      }).immediate();
      changed();
      return 'confirmed';
    },
  };
}
