import type { ItemKind, LibraryKind } from '../../shared/lan/schemas.ts';

/** Where each kind of library lives in the player, and the words for what is in it. */
type KindPlace = {
  readonly href: string;
  readonly label: string;
  /** One of what its list shows, as it is counted. */
  readonly noun: string;
  /** All of it, inside a sentence: "No music yet". */
  readonly things: string;
};

export const KIND_PLACES: Readonly<Record<LibraryKind, KindPlace>> = {
  film: { href: '/films', label: 'Films', noun: 'title', things: 'films' },
  show: { href: '/shows', label: 'Shows', noun: 'show', things: 'shows' },
  music: { href: '/music', label: 'Music', noun: 'album', things: 'music' },
  photo: { href: '/photos', label: 'Photos', noun: 'photo', things: 'photos' },
};

const LIBRARY_OF: Readonly<Record<ItemKind, LibraryKind>> = {
  film: 'film',
  show: 'show',
  season: 'show',
  episode: 'show',
  artist: 'music',
  album: 'music',
  track: 'music',
  'photo-album': 'photo',
  photo: 'photo',
};

/** The kind of library an item of this kind stands in. */
export const libraryKindOf = (kind: ItemKind): LibraryKind => LIBRARY_OF[kind];
