import type { Role } from '../../../shared/lan/schemas.ts';

/** As much of a signed-in person as the library needs to know. */
export type Identity = { readonly accountId: string; readonly role: Role };
