import type { AccessRule } from '../../shared/contract/setup.ts';
import { generatePassword } from '../../shared/generate-password.ts';
import type { Manager } from '../manager/index.ts';
import { linkLines } from './owner-page/link-on-request.ts';
import type { OwnerPage } from './owner-page/owner-page.ts';
import { ask, complain, isInteractive, say } from './terminal.ts';

/**
 * Make the owner's account: on a page on this computer behind a one-time link, and at a terminal also right there.
 * There is never a default account (AUTH-01).
 *
 * @param access what `--allow` said; null leaves the choice to the person.
 * @param setUp resolves once somebody has set the house up, by whichever way.
 */
export async function firstRun(deps: {
  readonly manager: Manager;
  readonly page: OwnerPage;
  readonly setUp: Promise<void>;
  readonly access: AccessRule | null;
  readonly signal: AbortSignal;
}): Promise<'set-up' | 'stopped'> {
  const { manager, access, signal } = deps;
  // Who starts a computer without a screen may come to it days later.
  const link = await deps.page.link(Infinity);
  say('');
  say('Welcome. Holdfast needs an owner before it serves anything.');
  say(`Set it up in a browser on this computer, with this link that works once:`);
  for (const line of linkLines(link)) say(line);
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  try {
    const ways: Promise<'set-up' | 'stopped'>[] = [deps.setUp.then(() => 'set-up'), aborted(signal)];
    if (isInteractive()) ways.push(setUpAtTerminal(manager, access, either));
    return await Promise.race(ways);
  } finally {
    done.abort();
  }
}

/** Resolves when `signal` is aborted, also when it was before. */
export const aborted = (signal: AbortSignal): Promise<'stopped'> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve('stopped');
    else signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });

async function setUpAtTerminal(
  manager: Manager,
  access: AccessRule | null,
  signal: AbortSignal,
): Promise<'set-up' | 'stopped'> {
  say('Or answer here.');
  for (;;) {
    const ownerName = await ask('Your name: ', { secret: false, signal });
    if (ownerName === null) return 'stopped';
    say(`A password of at least 16 characters; for example ${generatePassword(ownerName)}`);
    const password = await ask('Password: ', { secret: true, signal });
    if (password === null) return 'stopped';
    const again = await ask('The same again: ', { secret: true, signal });
    if (again === null) return 'stopped';
    if (password !== again) {
      complain('The two are not the same.');
      continue;
    }
    const folder = await ask('Folder of films (Enter to add it later): ', { secret: false, signal });
    if (folder === null) return 'stopped';
    const state = await manager.dispatcher.call('setup.state', {}, 'owner:terminal');
    const serverName = state.ok ? (state.value as { suggestedServerName: string }).suggestedServerName : 'Holdfast';
    const input = {
      serverName,
      ownerName,
      password,
      folders: folder.trim() === '' ? [] : [{ kind: 'film', path: folder.trim() }],
      access: access ?? { kind: 'home' },
    };
    const result = await manager.dispatcher.call('setup.complete', input, 'owner:terminal');
    if (result.ok) return 'set-up';
    complain(result.failure.message);
  }
}
