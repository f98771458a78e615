import type { CredentialOutcome, CredentialRequest } from '../../shared/control/server.ts';
import { changePassword, rehashPassword } from '../core/accounts/index.ts';
import type { Clock, Log, ManagerDb } from '../core/kernel/index.ts';

/**
 * The closed list of what the LAN may change in the manager's data (ARCHITECTURE 2). The server's word proves nothing:
 * each request carries its own proof, checked here. None can change a role or a grant.
 */
export async function answerCredentialRequest(
  deps: { readonly db: ManagerDb; readonly clock: Clock; readonly log: Log },
  request: CredentialRequest,
): Promise<CredentialOutcome> {
  switch (request.kind) {
    case 'credential.change': {
      const result = await changePassword(deps, request);
      if (result.ok) return { kind: 'done' };
      return result.failure.code === 'wrong-password'
        ? { kind: 'wrong-password' }
        : { kind: 'weak', reasons: [result.failure.message] };
    }
    case 'credential.rehash':
      await rehashPassword(deps, request.accountId, request.password);
      return { kind: 'done' };
  }
}
