/** A track's playback on the server: asked for when it is to sound, ended as soon as it does not. */
import type { ClientCapabilities, ItemCard } from '../../../../shared/lan/schemas.ts';
import type { Result } from '../../../../shared/result.ts';
import { call, type CallCode } from '../../api.ts';
import { detectCapabilities } from '../../capabilities.ts';

export type TrackPlayback = { readonly entryKey: number; readonly sessionId: string; readonly url: string };

export async function openPlayback(entryKey: number, track: ItemCard): Promise<Result<TrackPlayback, CallCode>> {
  const result = await call('startPlayback', {
    params: { id: track.id },
    body: { capabilities: soundCapabilities() },
  });
  if (!result.ok) return result;
  const { sessionId, url } = result.value;
  return { ok: true, value: { entryKey, sessionId, url } };
}

/** The page may be on its way out, so nobody waits for the answer and the call outlives it. */
export function endPlayback({ sessionId }: TrackPlayback): void {
  void call('endPlayback', { params: { id: sessionId }, keepalive: true });
}

/** A plain audio element plays playlists only where the browser itself does, whatever the video page can. */
const soundCapabilities = (): ClientCapabilities => ({
  ...detectCapabilities(),
  hls: document.createElement('audio').canPlayType('application/vnd.apple.mpegurl') !== '',
});
