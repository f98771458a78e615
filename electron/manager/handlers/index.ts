import type { Handlers } from '../../../shared/contract/index.ts';
import { ok } from '../../../shared/result.ts';
import type { ManagerCore } from '../core.ts';
import { SAMPLE_MS } from '../usage-keeper.ts';
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

/** Every method of the contract; the type check fails while one is missing. */
export function createHandlers(core: ManagerCore): Handlers {
  return {
    'system.status': () => ok(core.status()),
    'system.usage': () => ok({ everyMs: SAMPLE_MS, samples: core.usage() }),
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
