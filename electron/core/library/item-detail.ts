import type { ItemCard, ItemDetail, Version } from '../../../shared/lan/schemas.ts';
import { prepared, preparedValue, type ReadDb } from '../kernel/index.ts';
import { CARD, toCard, type CardRow } from './item-card.ts';
import type { AudioStream, MediaStream, SubtitleStream, VideoStream } from './media-info.ts';
import { episodeAfter, episodeToPlay } from './next-episode.ts';
import { inScope, type Scope } from './scope.ts';

/** One item in scope with its versions, or null: a hidden item and a missing one are the same answer. */
export function itemDetail(read: ReadDb, scope: Scope, id: string): ItemDetail | null {
  const bound = { ...scope, id };
  const row = prepared<[typeof bound], CardRow>(read, `${CARD} WHERE i.id = :id AND ${inScope('i.library_id')}`).get(
    bound,
  );
  if (!row) return null;
  return {
    ...toCard(row),
    versions: versionsOf(read, row),
    camera: row.camera,
    genre: genreOf(read, row),
    next: nextOf(read, scope, row),
  };
}

/** Of a track, or of an album's first track. */
function genreOf(read: ReadDb, { id, kind }: CardRow): string | null {
  if (kind !== 'track' && kind !== 'album') return null;
  return (
    preparedValue<[string], string | null>(
      read,
      `SELECT genre FROM item WHERE ${kind === 'track' ? 'id' : 'parent_id'} = ? ORDER BY genre IS NULL, child_key LIMIT 1`,
    ).get(id) ?? null
  );
}

function nextOf(read: ReadDb, scope: Scope, row: CardRow): ItemCard | null {
  if (row.kind === 'episode') return episodeAfter(read, scope, row);
  if (row.kind === 'show') return episodeToPlay(read, scope, 'top_id', row.id);
  return row.kind === 'season' ? episodeToPlay(read, scope, 'parent_id', row.id) : null;
}

type FileRow = {
  readonly id: string;
  readonly path: string;
  readonly edition: string | null;
  readonly part: number | null;
  readonly container: string;
  readonly sizeBytes: number;
  readonly bitrateBps: number | null;
  readonly durationMs: number | null;
  readonly chapters: string;
};

function versionsOf(read: ReadDb, item: CardRow): Version[] {
  const streams = preparedValue<[string], string>(
    read,
    'SELECT detail FROM stream WHERE file_id = ? ORDER BY stream_index',
  );
  return prepared<[string], FileRow>(
    read,
    `SELECT id, path, edition, part, container, size_bytes AS sizeBytes, bitrate_bps AS bitrateBps,
         duration_ms AS durationMs, chapters
       FROM file WHERE item_id = ? ORDER BY edition, part, size_bytes DESC, id`,
  )
    .all(item.id)
    .map(({ path, chapters, ...file }) => {
      const all = streams.all(file.id).map((detail) => JSON.parse(detail) as MediaStream);
      const video = all.find((one): one is VideoStream => one.kind === 'video' && !one.attachedPicture);
      return {
        ...file,
        fileName: path.slice(path.lastIndexOf('/') + 1),
        available: item.available === 1,
        chapters: JSON.parse(chapters) as Version['chapters'],
        video: video ? pickVideo(video) : null,
        audio: all.filter((one): one is AudioStream => one.kind === 'audio').map(pickAudio),
        subtitles: all.filter((one): one is SubtitleStream => one.kind === 'subtitle').map(pickSubtitle),
      };
    });
}

const pickVideo = ({ codec, profile, width, height, frameRate, bitDepth, hdr }: VideoStream) => ({
  codec,
  profile,
  width,
  height,
  frameRate,
  bitDepth,
  hdr,
});
const pickAudio = ({ index, codec, channels, language, title, isDefault }: AudioStream) => ({
  index,
  codec,
  channels,
  language,
  title,
  isDefault,
});
const pickSubtitle = ({ index, codec, language, title, isDefault, isForced }: SubtitleStream) => ({
  index,
  codec,
  language,
  title,
  isDefault,
  isForced,
});
