import type { backups } from '../../shared/contract/backups.ts';
import type { FailureOf, InputOf, OutputOf } from '../../shared/contract/method.ts';
import type { setup } from '../../shared/contract/setup.ts';
import { fail, type Result } from '../../shared/result.ts';

type Methods = typeof setup & Pick<typeof backups, 'backups.issueKit' | 'backups.confirmKit'>;
type MethodName = keyof Methods;

/** Beside a method's own failures: nobody answered, or the one-time link this page came by is used up. */
type TransportCode = 'unreachable' | 'link-used';
export type CallResult<N extends MethodName> = Result<OutputOf<Methods[N]>, FailureOf<Methods[N]> | TransportCode>;

const HTTP_UNAUTHORIZED = 401;

/** Call a method of the manager over its loopback page. */
export async function call<N extends MethodName>(method: N, input: InputOf<Methods[N]>): Promise<CallResult<N>> {
  let response: Response;
  try {
    response = await fetch('/call', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method, input }),
    });
    if (response.status === HTTP_UNAUTHORIZED)
      return fail('link-used', 'This page was opened by a link that is used up.');
    return (await response.json()) as CallResult<N>;
  } catch {
    return fail('unreachable', 'Holdfast does not answer. Look whether it still runs, then try again.');
  }
}
