import cron from 'node-cron';

/** What runs by the clock; a port, so that tests own the time. */
export type Scheduler = {
  /**
   * Run a task by a cron expression; a run that lasts into the next is not doubled.
   * @returns what ends it.
   */
  readonly every: (expression: string, task: () => void | Promise<void>) => () => void;
};

export const systemScheduler: Scheduler = {
  every(expression, task) {
    const scheduled = cron.schedule(expression, task, { noOverlap: true });
    return () => void scheduled.stop();
  },
};
