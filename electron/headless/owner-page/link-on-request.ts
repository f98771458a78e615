import { ok } from '../../../shared/result.ts';
import type { Dispatcher } from '../../manager/index.ts';
import type { OwnerLink, OwnerPage } from './owner-page.ts';

/** What `holdfast open` asks for. No method of the contract: only who may read the run folder can ask for it. */
export const LINK_METHOD = 'window.link';
/** Time to copy it to another computer; long enough in a terminal's history to be found by somebody else. */
const LIFETIME_MS = 10 * 60_000;

/** The command line's way to the manager, with this host's own method beside the contract's. */
export const withLinks = (dispatcher: Dispatcher, page: OwnerPage): Dispatcher => ({
  call: async (name, input, actor) =>
    name === LINK_METHOD ? ok(await page.link(LIFETIME_MS)) : dispatcher.call(name, input, actor),
});

/** A link as the terminal shows it. */
export const linkLines = ({ url, port }: OwnerLink): string[] => [
  `  ${url}`,
  `From another computer, first run there:  ssh -L ${port}:127.0.0.1:${port} <this computer>`,
];
