import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `conversions.${string}`>>;
type Core = Pick<ManagerCore, 'cleanConversions'>;

export function conversionHandlers(core: Core): Methods {
  return {
    'conversions.clean': async () => {
      const cleaned = await core.cleanConversions();
      return cleaned === null
        ? fail(
            'worker-away',
            'The process that converts is not running, or could not; its log says why. See: holdfast status',
          )
        : ok(cleaned);
    },
  };
}
