import type { ResponseOf } from '../../../shared/lan/route.ts';
import type { Api } from '../../../shared/lan/routes.ts';
import { childPage, home, itemDetail, itemPage, libraries, scopeOf, type Scope } from '../../core/library/index.ts';
import { createAnswerCache } from '../answer-cache.ts';
import { ApiError, notFound } from '../api-error.ts';
import type { Context } from '../context.ts';
import type { Call, Handler, RouteHandlers } from '../router.ts';

type Name = 'home' | 'libraries' | 'items' | 'item' | 'itemChildren';
type Routes = Pick<RouteHandlers, Name>;

const foreignCursor = () => new ApiError('bad-input', 'cursor: does not belong to this list. Start again without it.');

/** Browsing: everything through the account's scope, and made of the databases alone, so it is kept until they change. */
export function libraryRoutes({ read, commits }: Context): Routes {
  // Who asks was established a moment ago, and with that whether there were any.
  const cache = createAnswerCache(commits.last);
  const kept =
    <N extends Name>(make: (scope: Scope, call: Call<N>) => ResponseOf<Api[N]>): Handler<N> =>
    (call) => {
      const scope = scopeOf(call.identity);
      const answer = cache.answer(scope, call.request.url, () => make(scope, call));
      return call.reply.type('application/json; charset=utf-8').send(answer);
    };
  return {
    home: kept<'home'>((scope) => home(read, scope)),
    libraries: kept<'libraries'>((scope) => ({ libraries: libraries(read, scope) })),
    items: kept<'items'>((scope, { query }) => {
      const page = itemPage(read, scope, query);
      if (!page) throw foreignCursor();
      return page;
    }),
    item: kept<'item'>((scope, { params }) => {
      const item = itemDetail(read, scope, params.id);
      if (!item) throw notFound();
      return item;
    }),
    itemChildren: kept<'itemChildren'>((scope, { params, query }) => {
      const page = childPage(read, scope, params.id, query);
      if (page === 'no-such-item') throw notFound();
      if (page === 'bad-cursor') throw foreignCursor();
      return page;
    }),
  };
}
