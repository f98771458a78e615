/** Shapes that several LAN routes share. Times are ISO 8601 strings, durations and positions milliseconds. */
import { Type, type Static } from 'typebox';

export const Id = Type.String({ pattern: '^[0-9a-f]{32}$', description: '32 lower-case hex digits' });
export const Moment = Type.String({ format: 'date-time' });
export const Milliseconds = Type.Integer({ minimum: 0, maximum: 31_536_000_000 });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const ERROR_CODES = [
  'bad-input',
  'banned',
  'conversion-failed',
  'conversion-needed',
  'converter-away',
  'file-away',
  'host-refused',
  'house-closed',
  'internal',
  'manager-away',
  'not-found',
  'not-signed-in',
  'origin-refused',
  'password-change-due',
  'stopped-by-owner',
  'stream-limit',
  'too-large',
  'too-many-requests',
  'weak-password',
  'wrong-credentials',
  'wrong-media-type',
] as const;

/** Body of every answer that is not a success. */
export const ApiError = Type.Object({
  code: Type.Union(ERROR_CODES.map((code) => Type.Literal(code))),
  message: Type.String({ description: 'One sentence: what happened and what to do' }),
  requestId: Type.String(),
});
export type ApiError = Static<typeof ApiError>;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const ROLES = ['owner', 'member', 'child', 'guest'] as const;
export type Role = (typeof ROLES)[number];
export const Role = Type.Union([
  Type.Literal('owner'),
  Type.Literal('member'),
  Type.Literal('child'),
  Type.Literal('guest'),
]);

export const Account = Type.Object({ id: Id, name: Type.String(), role: Role });
export type Account = Static<typeof Account>;

export const Session = Type.Object({
  id: Id,
  device: Type.String(),
  address: Type.String(),
  createdAt: Moment,
  lastSeenAt: Moment,
  expiresAt: Moment,
  current: Type.Boolean(),
});
export type Session = Static<typeof Session>;

/**
 * What an item is. A show contains seasons, a season episodes; an artist contains albums, an album tracks; a photo album
 * (a folder of photos) contains photos; the others contain nothing.
 */
export const ItemKind = Type.Union([
  Type.Literal('film'),
  Type.Literal('show'),
  Type.Literal('season'),
  Type.Literal('episode'),
  Type.Literal('artist'),
  Type.Literal('album'),
  Type.Literal('track'),
  Type.Literal('photo-album'),
  Type.Literal('photo'),
]);
export type ItemKind = Static<typeof ItemKind>;

export const LIBRARY_KINDS = ['film', 'show', 'music', 'photo'] as const;
export const LibraryKind = Type.Union([
  Type.Literal('film'),
  Type.Literal('show'),
  Type.Literal('music'),
  Type.Literal('photo'),
]);
export type LibraryKind = Static<typeof LibraryKind>;

/** Exact up to 500; beyond that counting costs more than the number is worth. */
export const Total = Type.Union([Type.Integer({ minimum: 0 }), Type.Object({ atLeast: Type.Integer() })]);
export type Total = Static<typeof Total>;

export const Library = Type.Object({
  id: Id,
  kind: LibraryKind,
  name: Type.String(),
  /** Of films, shows, albums or photos: what the library's list shows. */
  itemCount: Total,
  available: Type.Boolean({ description: 'false while its folder is away; its titles stay, greyed' }),
});
export type Library = Static<typeof Library>;

/** A picture, sent from `/media/img/{id}/{width}`. */
export const Image = Type.Object({
  id: Id,
  shape: Type.Union([Type.Literal('poster'), Type.Literal('wide'), Type.Literal('square'), Type.Literal('photo')], {
    description: '2:3, 16:9, 1:1, or as wide and high as the item says (a photo)',
  }),
});
export type Image = Static<typeof Image>;
export const IMAGE_WIDTHS = [240, 480, 960, 1920] as const;
export type ImageWidth = (typeof IMAGE_WIDTHS)[number];

/** What this account did with an item. */
export const WatchState = Type.Object({
  positionMs: Milliseconds,
  watched: Type.Boolean(),
  favorite: Type.Boolean(),
  lastPlayedAt: nullable(Moment),
});
export type WatchState = Static<typeof WatchState>;

/** An item that another one is in, as much as a line of text or a link needs. */
export const Parent = Type.Object({
  id: Id,
  kind: ItemKind,
  title: Type.String(),
  number: nullable(Type.Integer({ description: 'of a season; 0 are the specials' })),
});
export type Parent = Static<typeof Parent>;

export const ItemCard = Type.Object({
  id: Id,
  libraryId: Id,
  kind: ItemKind,
  title: Type.String({ description: 'empty for an episode whose file names none: show its number' }),
  year: nullable(Type.Integer()),
  parents: Type.Array(Parent, {
    description: 'outermost first: [show], [show, season], [artist], [artist, album], [photo album]; empty at the top',
  }),
  number: nullable(Type.Integer({ description: 'of a season (0: specials), an episode or a track' })),
  lastNumber: nullable(Type.Integer({ description: 'of the last episode in a file that holds several' })),
  disc: nullable(Type.Integer({ description: 'of a track, when its album has several' })),
  airedOn: nullable(Type.String({ description: 'day of an episode that is known by its date, YYYY-MM-DD' })),
  artist: nullable(Type.String({ description: "a track's own, when it is not its album's" })),
  takenAt: nullable(
    Type.String({
      description: 'of a photo: the clock where it was taken, YYYY-MM-DDThh:mm:ss; of a photo album: its newest',
    }),
  ),
  width: nullable(Type.Integer({ description: 'of a photo as it is shown, pixels' })),
  height: nullable(Type.Integer()),
  childCount: nullable(
    Type.Integer({ description: 'seasons, episodes, albums, tracks or photos in it; null: contains nothing' }),
  ),
  unwatchedCount: nullable(Type.Integer({ description: 'of a show or season: its episodes not watched yet' })),
  edition: nullable(Type.String()),
  durationMs: nullable(Milliseconds),
  addedAt: Moment,
  available: Type.Boolean({ description: 'false while the drive it lives on is away' }),
  poster: nullable(Image),
  backdrop: nullable(Image),
  state: WatchState,
});
export type ItemCard = Static<typeof ItemCard>;

export const VideoTrack = Type.Object({
  codec: Type.String(),
  profile: nullable(Type.String()),
  width: Type.Integer(),
  height: Type.Integer(),
  frameRate: nullable(Type.Number()),
  bitDepth: nullable(Type.Integer()),
  hdr: Type.String(),
});
export const AudioTrack = Type.Object({
  index: Type.Integer(),
  codec: Type.String(),
  channels: nullable(Type.Integer()),
  language: nullable(Type.String()),
  title: nullable(Type.String()),
  isDefault: Type.Boolean(),
});
export const SubtitleTrack = Type.Object({
  index: Type.Integer(),
  codec: Type.String(),
  language: nullable(Type.String()),
  title: nullable(Type.String()),
  isDefault: Type.Boolean(),
  isForced: Type.Boolean(),
});

/** One file (or the parts of one cut) an item can be played from. */
export const Version = Type.Object({
  id: Id,
  edition: nullable(Type.String()),
  part: nullable(Type.Integer()),
  fileName: Type.String(),
  container: Type.String(),
  sizeBytes: Type.Integer(),
  bitrateBps: nullable(Type.Integer()),
  durationMs: nullable(Milliseconds),
  available: Type.Boolean(),
  video: nullable(VideoTrack),
  audio: Type.Array(AudioTrack),
  subtitles: Type.Array(SubtitleTrack),
  chapters: Type.Array(Type.Object({ startMs: Milliseconds, title: Type.String() })),
});
export type Version = Static<typeof Version>;

export const ItemDetail = Type.Object({
  ...ItemCard.properties,
  versions: Type.Array(Version, { description: 'empty for what contains others' }),
  genre: nullable(Type.String({ description: 'of a track or album, as its files say' })),
  camera: nullable(
    Type.String({ description: 'of a photo: who made the camera and which it is. Where it was is never told' }),
  ),
  next: nullable(ItemCard), // of an episode: the one after it; of a show or season: the one to play now
});
export type ItemDetail = Static<typeof ItemDetail>;

export const ItemPage = Type.Object({
  items: Type.Array(ItemCard),
  nextCursor: nullable(Type.String()),
  total: Total,
});
export type ItemPage = Static<typeof ItemPage>;

const CodecName = Type.String({ pattern: '^[a-z0-9_]{1,32}$' });

/** What the client can play; names are ffmpeg's (`h264`, `aac`, `mp4`, `matroska`…). */
export const ClientCapabilities = Type.Object({
  containers: Type.Array(CodecName, { maxItems: 16 }),
  video: Type.Array(CodecName, { maxItems: 16 }),
  audio: Type.Array(CodecName, { maxItems: 16 }),
  hls: Type.Boolean(),
  maxBitrate: Type.Optional(Type.Integer({ minimum: 64_000, maximum: 1_000_000_000, description: 'bits/s' })),
  hdr: Type.Optional(Type.Boolean()),
  tenBit: Type.Optional(
    Type.Array(CodecName, { maxItems: 16, description: 'those of `video` that also play with ten bits a colour' }),
  ),
  segments: Type.Optional(
    Type.Object(
      { video: Type.Array(CodecName, { maxItems: 16 }), audio: Type.Array(CodecName, { maxItems: 16 }) },
      { description: 'what plays out of fragmented MP4 by HLS; without it H.264 and AAC' },
    ),
  ),
});
export type ClientCapabilities = Static<typeof ClientCapabilities>;

export const PlaybackMode = Type.Union([Type.Literal('direct'), Type.Literal('remux'), Type.Literal('transcode')]);
export type PlaybackMode = Static<typeof PlaybackMode>;

export const StreamIndex = Type.Integer({ minimum: 0, maximum: 255, description: 'stream index' });

export const Playback = Type.Object({
  sessionId: Id,
  mode: PlaybackMode,
  reasons: Type.Array(Type.String({ description: 'Why it is not played as it is; one sentence each' })),
  url: Type.String({ description: 'The file itself, or an HLS playlist when it is converted' }),
  versionId: Id,
  audio: nullable(Type.Integer({ description: 'stream index of what is heard' })),
  subtitle: nullable(Type.Integer({ description: 'stream index of what is to be shown' })),
  subtitles: Type.Array(
    Type.Object({
      index: Type.Integer(),
      language: nullable(Type.String()),
      url: nullable(
        Type.String({ description: 'WebVTT; null for pictures, which are drawn into the film when chosen' }),
      ),
    }),
  ),
  converts: Type.Object({ video: Type.Boolean(), audio: Type.Boolean() }),
  waiting: Type.Integer({ minimum: 0, description: 'conversions that run before this one gets its turn' }),
});
export type Playback = Static<typeof Playback>;

export const PlaybackState = Type.Object({
  waiting: Type.Integer({ minimum: 0, description: 'conversions that run before this one gets its turn' }),
});
export type PlaybackState = Static<typeof PlaybackState>;
