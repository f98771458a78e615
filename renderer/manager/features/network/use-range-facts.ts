import { useEffect, useState } from 'react';
import type { RangeFacts } from '../../../../shared/contract/network.ts';
import { bridge } from '../../bridge.ts';

export type Looked =
  | { readonly kind: 'looking' }
  /** null: this computer itself, which is in every rule. */
  | { readonly kind: 'facts'; readonly range: RangeFacts | null }
  | { readonly kind: 'problem'; readonly message: string };

/** Whoever types has not finished yet. */
const AFTER_MS = 200;

/** What an address or range means, asked of the manager. */
export async function lookAtRange(cidr: string): Promise<Looked> {
  const result = await bridge.call('network.preview', { access: { kind: 'custom', cidrs: [cidr] } });
  if (!result.ok) return { kind: 'problem', message: result.failure.message };
  return { kind: 'facts', range: result.value.ranges.find(({ kind }) => kind !== 'this-computer') ?? null };
}

/** The same while it is typed. What was asked about another text is never taken for this one's. */
export function useRangeFacts(cidr: string): Looked {
  const [answer, setAnswer] = useState<{ readonly cidr: string; readonly looked: Looked } | null>(null);
  useEffect(() => {
    let isOver = false;
    const look = async () => {
      const looked = await lookAtRange(cidr);
      if (!isOver) setAnswer({ cidr, looked });
    };
    const timer = cidr === '' ? undefined : setTimeout(() => void look(), AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [cidr]);
  return answer?.cidr === cidr ? answer.looked : { kind: 'looking' };
}
