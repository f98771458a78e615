import { Film, Images, Music, Tv, type LucideIcon } from 'lucide-react';
import type { LibraryKind } from '../../shared/lan/schemas.ts';

export const KIND_ICONS: Readonly<Record<LibraryKind, LucideIcon>> = {
  film: Film,
  show: Tv,
  music: Music,
  photo: Images,
};
