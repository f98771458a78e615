import { childPage, home, itemDetail, itemPage, libraries, scopeOf } from '../../core/library/index.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import type { RouteHandlers } from '../router.ts';

type Routes = Pick<RouteHandlers, 'home' | 'libraries' | 'items' | 'item' | 'itemChildren'>;

const foreignCursor = () => new ApiError('bad-input', 'cursor: does not belong to this list. Start again without it.');

/** Browsing: everything through the account's scope. */
export function libraryRoutes({ read }: Context): Routes {
  return {
    home: ({ identity }) => home(read, scopeOf(identity)),
    libraries: ({ identity }) => ({ libraries: libraries(read, scopeOf(identity)) }),
    items({ identity, query }) {
      const page = itemPage(read, scopeOf(identity), query);
      if (!page) throw foreignCursor();
      return page;
    },
    item({ identity, params }) {
      const item = itemDetail(read, scopeOf(identity), params.id);
      if (!item) throw notFound();
      return item;
    },
    itemChildren({ identity, params, query }) {
      const page = childPage(read, scopeOf(identity), params.id, query);
      if (page === 'no-such-item') throw notFound();
      if (page === 'bad-cursor') throw foreignCursor();
      return page;
    },
  };
}
