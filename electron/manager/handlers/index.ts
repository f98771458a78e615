import type { Handlers } from '../../../shared/contract/index.ts';
import type { ManagerCore } from '../core.ts';
import { accountHandlers } from './accounts.ts';
import { auditHandlers } from './audit.ts';
import { backupHandlers } from './backups.ts';
import { checklistHandlers } from './checklist.ts';
import { conversionHandlers } from './conversions.ts';
import { incidentHandlers } from './incident.ts';
import { libraryHandlers } from './library.ts';
import { maintenanceHandlers } from './maintenance.ts';
import { networkHandlers } from './network.ts';
import { playingHandlers } from './playing.ts';
import { secretHandlers } from './secrets.ts';
import { setupHandlers } from './setup.ts';
import { systemHandlers } from './system.ts';

/** Every method of the contract; the type check fails while one is missing. */
export function createHandlers(core: ManagerCore): Handlers {
  return {
    ...systemHandlers(core),
    ...setupHandlers(core),
    ...accountHandlers(core),
    ...libraryHandlers(core),
    ...networkHandlers(core),
    ...playingHandlers(core),
    ...conversionHandlers(core),
    ...incidentHandlers(core),
    ...secretHandlers(core),
    ...auditHandlers(core),
    ...backupHandlers(core),
    ...maintenanceHandlers(core),
    ...checklistHandlers(core),
  };
}
