import { ask, complain, isInteractive, say } from './terminal.ts';

/** What the owner's password must have, too; it is all that stands between a stolen file and the keys in it. */
const SHORTEST = 16;

/** Why a new passphrase may not be used, or null. An old one is judged by whether it opens the file. */
export const shortPassphrase = (passphrase: string): string | null =>
  passphrase.length >= SHORTEST ? null : `The passphrase must have at least ${SHORTEST} characters.`;

/**
 * Ask at the terminal for the passphrase of the file of keys.
 *
 * @param what `open` the one there is, or `make` a new one.
 * @param stop called when they went away; nothing is decided for them then.
 * @returns null when there is nobody to ask, or they want none.
 * @throws what `signal` says once it is aborted.
 */
export async function askForPassphrase(
  what: 'open' | 'make',
  { mayAsk, stop, signal }: { readonly mayAsk: boolean; readonly stop: () => void; readonly signal: AbortSignal },
): Promise<string | null> {
  if (!mayAsk || !isInteractive()) return null;
  const answer = async (question: string): Promise<string> => {
    const text = await ask(question, { secret: true, signal });
    if (text === null) stop();
    signal.throwIfAborted();
    return text ?? '';
  };
  if (what === 'open') return (await answer('Passphrase of the keys: ')) || null;
  say(
    'There is no system keychain here. Holdfast can keep its keys in a file under a passphrase, asked for at each start.',
  );
  for (;;) {
    const first = await answer('A passphrase for the keys (Enter for none): ');
    if (!first) return null;
    const short = shortPassphrase(first);
    if (short !== null) complain(short);
    else if ((await answer('The same again: ')) === first) return first;
    else complain('The two are not the same.');
  }
}
