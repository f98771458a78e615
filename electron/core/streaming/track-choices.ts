import type { ReadDb, ServerDb } from '../kernel/index.ts';
import { NOTHING_REMEMBERED, type Remembered } from './choose-tracks.ts';

/** All films share one memory; in the column `series_id` they stand under this. */
const FILMS = '';
/** Stored for "no subtitles", which is a choice too; never choosing is null. */
const OFF = '';

/** What an account chose last for a series, or for films when `seriesId` is null. */
export function rememberedTracks(read: ReadDb, accountId: string, seriesId: string | null): Remembered {
  const row = read
    .prepare<[string, string], { audio: string | null; subtitles: string | null }>(
      `SELECT audio_language AS audio, subtitle_language AS subtitles FROM server.track_choice
       WHERE account_id = ? AND series_id = ?`,
    )
    .get(accountId, seriesId ?? FILMS);
  if (!row) return NOTHING_REMEMBERED;
  return {
    audioLanguage: row.audio,
    subtitles:
      row.subtitles === null
        ? null
        : row.subtitles === OFF
          ? { kind: 'off' }
          : { kind: 'language', language: row.subtitles },
  };
}

/** Remember by language, because the next film numbers its streams otherwise. A track without one is not remembered. */
export function rememberAudio(
  write: ServerDb,
  accountId: string,
  seriesId: string | null,
  language: string | null,
): void {
  if (language !== null) remember(write, 'audio_language', accountId, seriesId, language);
}

/** @param subtitle the chosen one; null for none. */
export function rememberSubtitle(
  write: ServerDb,
  accountId: string,
  seriesId: string | null,
  subtitle: { readonly language: string | null } | null,
): void {
  const language = subtitle === null ? OFF : subtitle.language;
  if (language !== null) remember(write, 'subtitle_language', accountId, seriesId, language);
}

function remember(
  write: ServerDb,
  column: 'audio_language' | 'subtitle_language',
  accountId: string,
  seriesId: string | null,
  language: string,
): void {
  write
    .prepare(
      `INSERT INTO track_choice (account_id, series_id, ${column}) VALUES (?, ?, ?)
       ON CONFLICT (account_id, series_id) DO UPDATE SET ${column} = excluded.${column}`,
    )
    .run(accountId, seriesId ?? FILMS, language);
}
