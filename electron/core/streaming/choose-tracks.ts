/** A sound or subtitle stream as far as choosing goes; `index` counts all streams of the file, as ffmpeg does. */
export type SourceAudio = {
  readonly index: number;
  readonly codec: string;
  /** As the probe writes it ("fr"); null when the file does not say. */
  readonly language: string | null;
  readonly isDefault: boolean;
};
export type SourceSubtitle = SourceAudio & { readonly isForced: boolean };

/** What somebody chose before for films, or for a series; null when never. */
export type Remembered = {
  readonly audioLanguage: string | null;
  readonly subtitles: { readonly kind: 'off' } | { readonly kind: 'language'; readonly language: string } | null;
};
export const NOTHING_REMEMBERED: Remembered = { audioLanguage: null, subtitles: null };

/** What the viewer asks for now: stream indexes; a subtitle of null means none. */
export type TrackWish = { readonly audio?: number | undefined; readonly subtitle?: number | null | undefined };

export type Tracks = { readonly audio: SourceAudio | null; readonly subtitle: SourceSubtitle | null };

/** Subtitle codecs that can be rewritten as WebVTT. */
const TEXT_SUBTITLES = new Set(['subrip', 'ass', 'ssa', 'mov_text', 'webvtt', 'text']);
/** Subtitles that are pictures: shown by drawing them into the film. */
const IMAGE_SUBTITLES = new Set(['hdmv_pgs_subtitle', 'dvd_subtitle', 'dvb_subtitle', 'xsub']);

/** How a subtitle can be shown; null when it cannot (teletext, captions inside the picture). */
export function subtitleForm({ codec }: { readonly codec: string }): 'text' | 'image' | null {
  if (TEXT_SUBTITLES.has(codec)) return 'text';
  return IMAGE_SUBTITLES.has(codec) ? 'image' : null;
}

/** The sound a browser plays out of a file by itself: it has no way to choose another. */
export const defaultAudio = (audio: readonly SourceAudio[]): SourceAudio | null =>
  audio.find((track) => track.isDefault) ?? audio[0] ?? null;

/**
 * Which sound and subtitle to play: what is asked for now, else what was remembered, else what the file says.
 *
 * @returns null when a stream is asked for that this file does not have.
 */
export function chooseTracks(
  source: { readonly audio: readonly SourceAudio[]; readonly subtitles: readonly SourceSubtitle[] },
  wish: TrackWish,
  remembered: Remembered,
): Tracks | null {
  const shown = source.subtitles.filter((track) => subtitleForm(track) !== null);
  const audio =
    wish.audio === undefined
      ? audioByLanguage(source.audio, remembered.audioLanguage)
      : source.audio.find((track) => track.index === wish.audio);
  if (audio === undefined) return null;
  if (wish.subtitle === null) return { audio, subtitle: null };
  if (wish.subtitle !== undefined) {
    const subtitle = shown.find((track) => track.index === wish.subtitle);
    return subtitle === undefined ? null : { audio, subtitle };
  }
  const { subtitles } = remembered;
  const wanted = subtitles?.kind === 'language' ? subtitleByLanguage(shown, subtitles.language) : null;
  return { audio, subtitle: wanted ?? forcedSubtitle(shown, audio) };
}

function audioByLanguage(audio: readonly SourceAudio[], language: string | null): SourceAudio | null {
  const usual = defaultAudio(audio);
  if (language === null || usual?.language === language) return usual;
  // Of several in one language the first is the film, the later ones are commentaries.
  return audio.find((track) => track.language === language) ?? usual;
}

/** The whole film's words before signs only, and text before pictures, which would mean converting. */
function subtitleByLanguage(shown: readonly SourceSubtitle[], language: string): SourceSubtitle | null {
  const rank = (track: SourceSubtitle) => Number(track.isForced) * 2 + Number(subtitleForm(track) === 'image');
  return shown.filter((track) => track.language === language).toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** Signs and foreign speech in the language heard. Only as text: a whole film is not converted for what nobody asked. */
const forcedSubtitle = (shown: readonly SourceSubtitle[], audio: SourceAudio | null): SourceSubtitle | null =>
  shown.find(
    (track) => track.isForced && subtitleForm(track) === 'text' && audio !== null && track.language === audio.language,
  ) ?? null;
