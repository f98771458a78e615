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

/**
 * Whether a failed sign-in is the checklist's own wrong one: with a name nobody has, from its own addresses or, where a system
 * has no other (macOS), from 127.0.0.1. A try of an account's name is never one, so none that could succeed is left out.
 *
 * @param entry of the audit, `sign-in.failed`.
 */
export const isOwnWrongSignIn = (entry: {
  readonly actor: string;
  readonly detail: Readonly<Record<string, unknown>>;
}): boolean =>
  entry.actor === 'stranger' &&
  (isOwnProbe(entry.detail) || (entry.detail['device'] === PROBE_DEVICE && entry.detail['address'] === '127.0.0.1'));
