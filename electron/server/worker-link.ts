import { Agent, request } from 'node:http';

/** A picture takes a second; a screenful waits its turn. */
const DEADLINE_MS = 30_000;

export type WorkerLink = ReturnType<typeof createWorkerLink>;

/** Asks the worker over its local socket. */
export function createWorkerLink(worker: { readonly socket: string; readonly token: string }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  return {
    /** Resolves to whether the picture lies in its place now; false also when the worker is away. */
    makePicture(artworkId: string, width: number): Promise<boolean> {
      return new Promise((resolve) => {
        const asking = request(
          {
            agent,
            socketPath: worker.socket,
            method: 'POST',
            path: `/pictures/${artworkId}/${width}`,
            headers: { authorization: `Bearer ${worker.token}`, 'content-length': 0 },
            signal: AbortSignal.timeout(DEADLINE_MS),
          },
          (response) => {
            response.resume();
            resolve(response.statusCode === 204);
          },
        );
        asking.on('error', () => resolve(false)); // away or too slow: the page shows its stand-in
        asking.end();
      });
    },
    close: () => agent.destroy(),
  };
}
