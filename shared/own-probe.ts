/**
 * What the checklist's own tries to sign in say of themselves. It labels them in words and exempts them from nothing.
 * The addresses cannot be had from the network: they are loopback ones, and no proxy on this computer uses them either.
 */
export const PROBE_DEVICE = 'Holdfast checklist';
/** The first three numbers of the loopback addresses it asks from. */
export const PROBE_NET = '127.83.0';

/** Whether an entry of the audit is such a try. @param detail of `sign-in.failed` or `sign-in.succeeded`. */
export const isOwnProbe = ({ address, device }: Readonly<Record<string, unknown>>): boolean =>
  device === PROBE_DEVICE && typeof address === 'string' && address.startsWith(`${PROBE_NET}.`);
