/**
 * What the server asks of the worker for a playback that cannot be sent as it is. HTTP over the local socket, JSON bodies,
 * closed enums and integers only, because an argument list is built from them (law 3). Segments themselves do not travel:
 * the worker puts them into the cache folder and the server sends those files.
 *
 * `PUT /encodings/<playback id>` with an `EncodingJob`: 200 `EncodingPlan`, and the encoder is started at `startMs`; else
 *   409 `EncodingRefusal`. Asked again with the same job (`startMs` aside), it answers the same plan and changes nothing;
 *   with another, the first conversion ends, its files go, and the new one takes its place.
 * `POST /encodings/<playback id>/<variant>/<index | init>`: held until that file lies in its place, then 204. 404: no such
 *   playback, variant or segment. 409 `EncodingRefusal`: it will not come. The client leaving ends the wait.
 * `DELETE /encodings/<playback id>`: the encoder ends, its files go. 204.
 * `POST /subtitles/<file id>/<stream index>`: 204 once the WebVTT file lies in its place; 404 when it cannot be made.
 */

/** One picture size of a playback; the number of a variant is its place in `EncodingPlan.variants`. */
export type Variant = {
  /** Pixels after rotation, both even; never above the source. */
  readonly width: number;
  readonly height: number;
  /** Video and audio together, bits/s, as the playlist announces it. */
  readonly bitrateBps: number;
};

export type EncodingJob = {
  readonly fileId: string;
  readonly video:
    | null
    | { readonly kind: 'copy'; readonly stream: number }
    | {
        readonly kind: 'h264';
        readonly stream: number;
        /** Best first; at least one. */
        readonly variants: readonly Variant[];
        /** An image subtitle drawn into the picture; null for none. */
        readonly burnSubtitle: number | null;
      };
  readonly audio:
    | null
    | { readonly kind: 'copy'; readonly stream: number }
    /** Stereo AAC; more channels are mixed down with the dialogue kept clear. */
    | { readonly kind: 'aac'; readonly stream: number };
  /** Where the viewer begins, ms. */
  readonly startMs: number;
};

export type EncodingPlan = {
  readonly durationMs: number;
  /** Where each segment starts, ms, ascending from 0: `segmentStarts`, or the source's own key frames for a copy. */
  readonly startsMs: readonly number[];
  /** One for a copy, and one without width and height for sound alone. */
  readonly variants: readonly Variant[];
  /** RFC 6381 codecs of the output, for the playlist (`avc1.64001f,mp4a.40.2`); null when only the init segment tells. */
  readonly codecs: string | null;
  /** How many conversions run before this one gets its turn; 0 when it has begun. */
  readonly waitingBehind: number;
};

export type EncodingRefusal = {
  readonly code:
    /** No usable ffmpeg on this computer. */
    | 'no-ffmpeg'
    /** The source cannot be copied with seeking (its key frames are not listed in it): ask again with h264. */
    | 'no-key-frames'
    /** The file is gone, or not what the library knows. */
    | 'file-away'
    /** ffmpeg failed, hung or ate too much on this file twice; it is set aside. */
    | 'unreadable'
    /** Every place is taken and so is the queue. */
    | 'busy';
  /** One sentence for the viewer. */
  readonly message: string;
};
