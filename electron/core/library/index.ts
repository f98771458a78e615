// The library: folders of media, what a scan found in them, and what there is to play.
// Names are read from paths here; what files hold inside is found by the worker and kept in the form defined here.
// Written by the worker into library.db; everyone else reads.
export { itemName, type ItemName } from './item-name.ts';
export { parseFilmPath } from './film-name.ts';
export type { FilmName } from './film-name.ts';
export { parseShowPath, showFolderOf, type ShowName } from './show-name.ts';
export { AUDIO_ENDINGS, discFolderParent, nameTrack, type AudioTags } from './track-name.ts';
export { clockMoment, PHOTO_ENDINGS, parsePhotoPath } from './photo-name.ts';
export type { PhotoFacts } from './photo-facts.ts';
export { placeEpisode, placeFilm, placePhoto, placeTrack, type Placement } from './placement.ts';
export { sortTitleOf, comparableTitle } from './sort-title.ts';
export type {
  AudioStream,
  Chapter,
  Container,
  Demuxer,
  Hdr,
  ImageDemuxer,
  MediaInfo,
  MediaStream,
  Rotation,
  StreamIndex,
  SubtitleStream,
  VideoStream,
} from './media-info.ts';
export { scopeOf, type Scope } from './scope.ts';
export { childPage, itemPage } from './browse.ts';
export { home } from './home.ts';
export { itemDetail } from './item-detail.ts';
export type { ItemQuery } from './item-query.ts';
export { libraries } from './shelves.ts';
export {
  artworkInScope,
  encodingSource,
  fileLocation,
  keptItem,
  playableFiles,
  watchableIn,
  type EncodingSource,
  type FileLocation,
  type PlayableFile,
} from './playable.ts';
export { setSubtitleFiles, videosWithSubtitleFiles, type SubtitleFile } from './subtitle-files.ts';
export {
  addLibrary,
  checkFolder,
  listLibraries,
  overlap,
  removeLibrary,
  renameLibrary,
  type LibraryRow,
} from './folders.ts';
export { lookIntoFolder, type FolderLook } from './look-into-folder.ts';
export {
  beginReading,
  endReading,
  forgetLibrary,
  knownFiles,
  removeFiles,
  setAside,
  storeFiles,
  unfinishedReadings,
  type FoundFile,
  type ReadFile,
} from './catalog.ts';
export {
  librarySummary,
  markAvailable,
  markAway,
  newestTitles,
  readFingerprint,
  unreadableFiles,
  type Fingerprint,
  type FoundTitle,
  type UnreadableFile,
} from './folder-state.ts';
export {
  albumsForArtwork,
  artworkOrigin,
  holdersForArtwork,
  itemsForArtwork,
  photoAlbumsForArtwork,
  picturePath,
  createArtworkSetter,
  type AlbumForArtwork,
  type ArtworkOrigin,
  type ArtworkRole,
  type ArtworkSource,
} from './artwork.ts';
