import { useEffect, useState } from 'react';
import type { RangeFacts } from '../../../../shared/contract/network.ts';
import { bridge } from '../../bridge.ts';

export type Looked =
  | { readonly kind: 'looking' }
  | { readonly kind: 'facts'; readonly ranges: readonly RangeFacts[] }
  | { readonly kind: 'problem'; readonly message: string };

/** Whoever types has not finished yet. */
const AFTER_MS = 200;

/** What ranges mean, asked of the manager while they are typed; this computer, which is in every rule, is left out. */
export function useRangeFacts(cidrs: readonly string[]): Looked {
  const json = JSON.stringify(cidrs);
  const [looked, setLooked] = useState<Looked>({ kind: 'looking' });
  useEffect(() => {
    let isOver = false;
    const look = async () => {
      const access = { kind: 'custom' as const, cidrs: JSON.parse(json) as string[] };
      const result = await bridge.call('network.preview', { access });
      if (isOver) return;
      if (!result.ok) setLooked({ kind: 'problem', message: result.failure.message });
      else setLooked({ kind: 'facts', ranges: result.value.ranges.filter(({ kind }) => kind !== 'this-computer') });
    };
    const timer = setTimeout(() => void look(), AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [json]);
  return looked;
}
