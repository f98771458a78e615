import type { Output } from '../../../../shared/contract/index.ts';
import type { Role } from '../../../../shared/lan/schemas.ts';

export type Person = Output<'accounts.list'>['accounts'][number];
export type Device = Output<'accounts.sessions'>['sessions'][number];
export type Folder = Output<'library.list'>['libraries'][number];

/** Roles in the owner's words, and what each means. */
export const ROLE_WORDS: Record<Role, { readonly name: string; readonly about: string }> = {
  owner: { name: 'Owner', about: 'Sees every library. Has a password of at least 16 characters.' },
  member: { name: 'Family', about: 'Sees the libraries you choose.' },
  child: { name: 'Child', about: 'Sees the libraries you choose, marked as a child’s account.' },
  guest: { name: 'Guest', about: 'Sees the libraries you choose, marked as a visitor’s account.' },
};

/** Unused this long, an account is one way in too many (AUTH-12). */
const UNUSED_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Nobody used it for 90 days: since its last sign-in, or since it was made. */
export const isUnused = ({ lastSeenAt, createdAt, disabled }: Person, now: number): boolean =>
  !disabled && now - Date.parse(lastSeenAt ?? createdAt) > UNUSED_DAYS * DAY_MS;

export const isUnusedNow = (person: Person): boolean => isUnused(person, Date.now());

/** The only one who could still sign in as an owner. */
export const isLastOwner = (person: Person, people: readonly Person[]): boolean =>
  person.role === 'owner' &&
  !people.some((other) => other.id !== person.id && other.role === 'owner' && !other.disabled);

/** "1 device", "4 devices" */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** Titles of a folder as people count them: films, shows, albums, photos. */
export function titlesIn({ kind, kinds }: Folder): string {
  switch (kind) {
    case 'film':
      return counted(kinds.film ?? 0, 'film');
    case 'show':
      return counted(kinds.show ?? 0, 'show');
    case 'music':
      return counted(kinds.album ?? 0, 'album');
    case 'photo':
      return counted(kinds.photo ?? 0, 'photo');
  }
}
