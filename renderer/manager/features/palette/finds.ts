import type { Output } from '../../../../shared/contract/index.ts';
import type { LibraryFolder } from '../../../../shared/contract/library.ts';
import type { ItemKind } from '../../../../shared/lan/schemas.ts';
import type { Place } from '../../place.ts';

/** One thing the palette can find. */
export type Find = {
  readonly key: string;
  readonly kind: 'page' | 'setting' | 'person' | 'folder' | 'title' | 'action';
  readonly label: string;
  /** Further words it is found by. */
  readonly words: string;
  /** Where it leads: a page of the window, or a whole address of the player; an action has none. */
  readonly to: string | null;
};

/** Settings by their own words, with the page they are on. */
const SETTINGS: readonly { readonly label: string; readonly words: string; readonly to: string }[] = [
  { label: 'Name of this server', words: 'rename house', to: '/settings' },
  { label: 'Light or dark', words: 'theme appearance colour color', to: '/settings' },
  { label: 'Pause and start', words: 'serving resume stop login autostart boot service', to: '/settings' },
  { label: 'Conversions', words: 'ffmpeg transcode cache clean disk space', to: '/settings' },
  { label: 'Keys', words: 'secrets rotate replace keychain', to: '/settings' },
  { label: 'Versions and updates', words: 'about electron node sqlite age newer', to: '/settings' },
  { label: 'Data folder', words: 'about logs path', to: '/settings' },
  { label: 'Who may connect', words: 'allowlist range cidr home lan firewall', to: '/network' },
  { label: 'Banned addresses', words: 'bans lift block', to: '/network' },
  { label: 'Addresses and names', words: 'url host port qr', to: '/network' },
  { label: 'Backup time and second folder', words: 'schedule disk copy', to: '/backups' },
  { label: 'Recovery kit', words: 'key print restore', to: '/backups' },
  { label: 'Check the record', words: 'audit verify chain log tampered', to: '/activity' },
];

type Known = {
  readonly places: readonly Place[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly folders: readonly Pick<LibraryFolder, 'id' | 'name' | 'path'>[];
};

/** Everything the palette knows; nothing that leads to a page this version does not have. */
export function allFinds({ places, people, folders }: Known): readonly Find[] {
  const has = (to: string) => places.some(({ path }) => path === to);
  return [
    ...places.map(({ path, label }): Find => ({ key: `page ${path}`, kind: 'page', label, words: '', to: path })),
    ...SETTINGS.filter(({ to }) => has(to)).map(({ label, words, to }): Find => ({
      key: `setting ${label}`,
      kind: 'setting',
      label,
      words,
      to,
    })),
    ...(has('/people')
      ? people.map(({ id, name }): Find => ({
          key: `person ${id}`,
          kind: 'person',
          label: name,
          words: '',
          to: `/people/${id}`,
        }))
      : []),
    ...(has('/library')
      ? folders.map(({ id, name, path }): Find => ({
          key: `folder ${id}`,
          kind: 'folder',
          label: name,
          words: path,
          to: '/library',
        }))
      : []),
    {
      key: 'page /emergency',
      kind: 'setting',
      label: 'Emergency card',
      words: 'incident plan help contacts telephone practise drill report',
      to: '/emergency',
    },
    { key: 'action backup', kind: 'action', label: 'Back up now', words: 'copy save', to: null },
    { key: 'action lock', kind: 'action', label: 'Lock down', words: 'close panic cut off', to: null },
  ];
}

/** Where the player shows a title; of the kinds that `library.find` finds. */
const TITLE_PLACES: Partial<Record<ItemKind, string>> = { film: '/films', show: '/shows', album: '/music/albums' };

/** What was found by name in the library. It opens in the player, or while nothing is served on the library's page. */
export const titleFinds = (titles: Output<'library.find'>['titles'], address: string | undefined): Find[] =>
  titles.map(({ id, kind, title, year }) => ({
    key: `title ${id}`,
    kind: 'title',
    label: year === null ? title : `${title} (${year})`,
    words: '',
    to: address === undefined ? '/library' : `${address}${TITLE_PLACES[kind] ?? ''}/${id}`,
  }));

const MOST = 12;

/** What fits what was typed: every word of it somewhere; a name that begins so comes first. */
export function matching(finds: readonly Find[], typed: string): readonly Find[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return finds.filter(({ kind }) => kind === 'page');
  const rank = ({ label }: Find) => (fold(label).startsWith(words[0]!) ? 0 : fold(label).includes(words[0]!) ? 1 : 2);
  return finds
    .filter(({ label, words: more }) => words.every((word) => fold(`${label} ${more}`).includes(word)))
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, MOST);
}

/** Without case and accents, as people type. */
const fold = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
