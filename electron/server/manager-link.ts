import type { CredentialOutcome, CredentialRequest, FromServer } from '../../shared/control/server.ts';
import { ApiError } from './api-error.ts';

/** ARCHITECTURE 2: no answer in 2 s means 503. */
const DEADLINE_MS = 2_000;

export type ManagerLink = ReturnType<typeof createManagerLink>;

/** Asks the manager for the few changes the LAN may cause in its data. */
export function createManagerLink(send: (message: FromServer) => void) {
  const waiting = new Map<number, (outcome: CredentialOutcome) => void>();
  let lastId = 0;
  return {
    /**
     * @param late is told the answer that came after we had given up on it.
     * @throws ApiError `manager-away` when no answer came in time.
     */
    ask(request: CredentialRequest, late?: (outcome: CredentialOutcome) => void): Promise<CredentialOutcome> {
      const id = (lastId += 1);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.set(id, (outcome) => {
            waiting.delete(id);
            late?.(outcome);
          });
          reject(new ApiError('manager-away', 'The server is busy. Nothing was changed; try again in a moment.'));
        }, DEADLINE_MS);
        waiting.set(id, (outcome) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(outcome);
        });
        send({ kind: 'request', id, request });
      });
    },
    answer: (id: number, outcome: CredentialOutcome): void => waiting.get(id)?.(outcome),
  };
}
