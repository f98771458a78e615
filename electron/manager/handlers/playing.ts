import type { Handlers } from '../../../shared/contract/index.ts';
import type { Playing } from '../../../shared/contract/playing.ts';
import { fail, ok } from '../../../shared/result.ts';
import { listAccounts, livingSessions } from '../../core/accounts/index.ts';
import { record } from '../../core/audit/index.ts';
import { openIfMigrated, type ReadDb } from '../../core/kernel/index.ts';
import { fileRateBps, itemName } from '../../core/library/index.ts';
import { listPlaying, playedByHour, type PlayingRow } from '../../core/streaming/index.ts';
import type { ManagerCore } from '../core.ts';
import { withSessions } from '../read-sessions.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `playing.${string}`>>;
type Core = Pick<ManagerCore, 'db' | 'clock' | 'instance' | 'stopPlayback'>;

const NEVER_PLAYED = Array.from({ length: 24 }, () => 0);

export function playingHandlers(core: Core): Methods {
  const { db, clock, instance } = core;

  /** What plays on devices that may still play: the server cuts the others, and its rows outlive them a little. */
  const playingNow = (server: ReadDb): PlayingRow[] => {
    const living = new Set(livingSessions(server, clock.now()).map(({ id }) => id));
    return listPlaying(server, clock.now()).filter(({ sessionId }) => living.has(sessionId));
  };
  const named = (rows: readonly PlayingRow[]): Playing[] => {
    const names = new Map(listAccounts(db).map(({ id, name }) => [id as string, name]));
    const library = openIfMigrated(instance.files.libraryDb);
    try {
      return rows.map(({ id, device, address, mode, positionMs, ...row }) => {
        const found = library && itemName(library, row.itemId);
        const { durationMs, ...item } = found ?? { durationMs: null };
        return {
          id,
          device,
          address,
          mode,
          positionMs,
          // What is converted follows the connection, and nobody here knows how fast that is.
          rateBps: mode === 'transcode' || library === null ? null : fileRateBps(library, row.fileId),
          reasons: [...row.reasons],
          person: { id: row.accountId, name: names.get(row.accountId) ?? '' },
          item: 'id' in item ? item : null,
          durationMs,
          startedAt: new Date(row.startedAt).toISOString(),
        };
      });
    } finally {
      library?.close();
    }
  };

  return {
    'playing.list': () => {
      const found = withSessions(core.instance, (server) => ({
        rows: playingNow(server),
        lastDay: playedByHour(server, clock.now()),
      }));
      return ok({ playing: named(found?.rows ?? []), lastDay: found?.lastDay ?? NEVER_PLAYED });
    },
    'playing.stop': ({ id }, actor) => {
      const playback = withSessions(core.instance, playingNow)?.find((row) => row.id === id);
      if (playback === undefined) return fail('no-such-playback', 'That is not playing any more.');
      if (!core.stopPlayback(id)) return fail('server-away', 'Nothing is being served, so nothing plays.');
      const { accountId, itemId, device } = playback;
      record(db, { at: clock.now(), actor, event: 'playback.stopped', detail: { accountId, itemId, device } });
      return ok({});
    },
  };
}
