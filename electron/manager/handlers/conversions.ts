import type { Handlers } from '../../../shared/contract/index.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `conversions.${string}`>>;

export function conversionHandlers(core: ManagerCore): Methods {
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
