import type { FromServer, NetworkPolicy, ServerStart, ToServer } from '../../shared/control/server.ts';
import { banAddress, createSessionReader, currentBans, liftBan } from '../core/accounts/index.ts';
import { ownUsage, watchCommits } from '../core/kernel/index.ts';
import { createApp } from './app.ts';
import { createAuditLink } from './audit-link.ts';
import type { Context } from './context.ts';
import { stopForOwner } from './stop-for-owner.ts';
import { createConversions } from './conversions.ts';
import { createReadPool } from './direct-play.ts';
import { createListeners, type Patience } from './listeners.ts';
import { createManagerLink } from './manager-link.ts';
import { createOpenStreams } from './open-streams.ts';
import { createTokens } from './tokens.ts';

/** What the outside gives: databases, time, the gate, the way to the manager. The rest is built here. */
export type ServerParts = Omit<
  Context,
  'tokens' | 'commits' | 'sessions' | 'streams' | 'pool' | 'link' | 'audit' | 'conversions' | 'playingChanged'
> & {
  readonly signingKey: string;
  readonly network: NetworkPolicy;
  /** Names of this computer, beside those the owner configured. */
  readonly ownNames: readonly string[];
  readonly shellFolder: string;
  readonly send: (message: FromServer) => void;
  readonly patience?: Patience | undefined;
};

export type ComposedServer = Awaited<ReturnType<typeof composeServer>>;

/**
 * Put the LAN side together. Nothing listens yet: that is `listeners.listen`, and the gate is as closed or open as it was
 * given.
 */
export async function composeServer(parts: ServerParts) {
  const { signingKey, network, ownNames, shellFolder, send, patience, ...given } = parts;
  const { gate, write, read, clock } = given;
  const streams = createOpenStreams();
  const link = createManagerLink(send);
  const audit = createAuditLink(write, send);
  const commits = watchCommits(read);
  const composed = {
    ...given,
    commits,
    tokens: createTokens(signingKey, clock.now),
    sessions: createSessionReader(read, commits),
    streams,
    pool: createReadPool(),
    link,
    audit,
    playingChanged: () => send({ kind: 'playing-changed' }),
  };
  let { serverName } = given;
  const context: Context = {
    ...composed,
    conversions: createConversions(composed),
    get serverName() {
      return serverName;
    },
  };
  let policy = network;
  const setPolicy = (next: NetworkPolicy) => {
    policy = next;
    gate.setRule(next.access);
  };
  setPolicy(policy);
  for (const ban of currentBans(write, clock.now())) gate.ban(ban.address, ban.until);

  const app = await createApp(
    context,
    () => ({ addresses: listeners.addresses(), names: [...ownNames, ...policy.hostNames] }),
    shellFolder,
  );
  const listeners = createListeners({ gate, handler: (request, response) => app.routing(request, response), patience });

  /** Stop listening and cut everybody off. @returns how many sockets were cut. */
  const close = (): number => {
    listeners.closeAll();
    const cut = gate.close();
    streams.stop();
    return cut;
  };

  return {
    app,
    listeners,
    streams,
    close,
    handle(message: Exclude<ToServer, ServerStart | { readonly kind: 'drain' }>): void {
      switch (message.kind) {
        case 'network':
          return setPolicy(message.network);
        case 'sessions-changed':
          return streams.lookNow();
        case 'signing-key':
          context.tokens.use(message.signingKey);
          return streams.lookNow();
        case 'server-name':
          serverName = message.serverName;
          return;
        case 'measure':
          return send({ kind: 'measured', usage: { ...ownUsage(), sentBytes: gate.sentBytes() } });
        case 'stop-playback':
          return stopForOwner(context, message.id);
        case 'ban-lifted':
          liftBan(write, message.address);
          return gate.lift(message.address);
        case 'ban':
          for (const address of message.addresses) {
            banAddress(write, address, clock.now(), message.until, 'incident');
            gate.ban(address, message.until);
          }
          return;
        case 'lock-down': {
          const clients = gate.connected();
          return send({ kind: 'locked-down', sockets: close(), clients });
        }
        case 'audit-chained':
          return audit.chained(message.ids);
        case 'answer':
          return link.answer(message.id, message.outcome);
      }
    },
  };
}
