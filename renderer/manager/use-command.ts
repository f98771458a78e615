import { useState } from 'react';
import type { Input, MethodName } from '../../shared/contract/index.ts';
import { bridge, type CallResult } from './bridge.ts';

type FailureOf<N extends MethodName> = Extract<CallResult<N>, { readonly ok: false }>['failure'];

/** A command of a page: whether it is out, and why the last one failed. What it changed arrives by event. */
export function useCommand<N extends MethodName>(method: N) {
  const [isOut, setOut] = useState(false);
  const [failure, setFailure] = useState<FailureOf<N> | null>(null);
  const run = async (input: Input<N>): Promise<CallResult<N>> => {
    setOut(true);
    setFailure(null);
    const result = await bridge.call(method, input);
    setOut(false);
    if (!result.ok) setFailure(result.failure as FailureOf<N>);
    return result;
  };
  return { run, isOut, failure, forget: () => setFailure(null) };
}
