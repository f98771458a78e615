import type { Probe, SystemStatus } from '../../shared/contract/system.ts';

/** Which drawing the tray shows; `resources/icons/tray` has one of each for every ground. */
export type TrayPicture = 'running' | 'attention' | 'locked' | 'stopped';

export type TrayState = {
  readonly picture: TrayPicture;
  /** The state in one line, for the menu's first line and the tip. */
  readonly line: string;
  /** What "Copy address" copies; null while nothing answers. */
  readonly address: string | null;
  readonly canLock: boolean;
  /** What the line that pauses or resumes does now; null while neither can be done. */
  readonly serving: 'pause' | 'resume' | null;
};

/**
 * What the tray says. Green stands for one thing alone: a request from outside was answered. What the server says of
 * itself is not enough.
 */
export function trayState(
  status: Pick<SystemStatus, 'house' | 'isPaused' | 'server' | 'worker'> & { readonly addresses: readonly string[] },
  probe: Probe,
): TrayState {
  const [address] = status.addresses;
  const say = (picture: TrayPicture, line: string, rest: Partial<TrayState> = {}): TrayState => ({
    picture,
    line,
    address: null,
    canLock: status.house === 'open',
    serving: status.house !== 'open' ? null : status.isPaused ? 'resume' : 'pause',
    ...rest,
  });
  if (status.house === 'set-up-needed') return say('stopped', 'Not set up yet');
  if (status.house === 'closed') return say('locked', 'Closed. Nothing is being served.');
  if (status.isPaused) return say('stopped', 'Paused. Nothing is being served.');
  if (address === undefined) {
    const problem = status.server.problem ?? status.worker.problem;
    return problem === null ? say('stopped', 'Starting') : say('attention', problem);
  }
  switch (probe.kind) {
    case 'asking':
      return say('stopped', 'Starting');
    case 'silent':
      return say('attention', `Not serving: ${probe.problem}`);
    case 'answers':
      return status.worker.problem === null
        ? say('running', `Serving at ${new URL(address).host}`, { address })
        : say('attention', status.worker.problem, { address });
  }
}
