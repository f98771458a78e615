import { createFilmList } from '../library/film-list.ts';

export const found = createFilmList();
