/** The way back, in its order (UI.md, "Locked down"); each has an address of its own. */
export const WAY = ['look', 'decide', 'restore', 'password', 'reopen'] as const;
export type WayStep = (typeof WAY)[number];

export const INCIDENT = '/closed';
export const EMERGENCY = '/emergency';

export const addressOf = (step: WayStep): string => `${INCIDENT}/${step}`;

/** The step an address names; the first one where it names none. */
export const stepAt = (path: string): WayStep => WAY.find((step) => addressOf(step) === path) ?? WAY[0];
