import type { Bridge, TransportFailure } from '../../shared/contract/bridge.ts';
import type { Answer, Input, MethodName } from '../../shared/contract/index.ts';
import { loopbackBridge } from './loopback-bridge.ts';

declare global {
  interface Window {
    /** The preload's, in the app. */
    readonly holdfast?: Bridge;
  }
}

/** How a call ended, whatever it was about. */
export type Outcome = 'answered' | TransportFailure['failure']['code'];

export type CallResult<N extends MethodName> = Answer<N> | TransportFailure;

const transport: Bridge = window.holdfast ?? loopbackBridge();
const listeners = new Set<(outcome: Outcome) => void>();

/** What the pages have of the manager: the preload's bridge in the app, the loopback page's in a browser. */
export const bridge: Bridge = {
  shell: transport.shell,
  onChange: (listener) => transport.onChange(listener),
  async call<N extends MethodName>(method: N, input: Input<N>): Promise<CallResult<N>> {
    const result = await transport.call(method, input);
    const outcome = outcomeOf(result);
    for (const listener of listeners) listener(outcome);
    return result;
  },
};

/** Hear how every call ends; for the connection, which every page shares. */
export function onOutcome(listener: (outcome: Outcome) => void): void {
  listeners.add(listener);
}

export const isTransportFailure = (result: { readonly ok: boolean }): result is TransportFailure =>
  outcomeOf(result) !== 'answered';

function outcomeOf(result: { readonly ok: boolean; readonly failure?: { readonly code: string } }): Outcome {
  const code = result.failure?.code;
  return code === 'unreachable' || code === 'signed-out' ? code : 'answered';
}
