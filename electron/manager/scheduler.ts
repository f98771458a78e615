import cron from 'node-cron';

/** What runs by the clock; a port, so that tests own the time. */
export type Scheduler = {
  /**
   * Run a task by a cron expression; a run that lasts into the next is not doubled.
   * @returns what ends it.
   */
  readonly every: (expression: string, task: () => void | Promise<void>) => () => void;
};

/** The system's clock. */
export type SystemScheduler = Scheduler & {
  /** Run every task now: what was due while the computer slept is not left for its next time. */
  readonly catchUp: () => void;
};

export function createSystemScheduler(): SystemScheduler {
  const tasks = new Set<ReturnType<typeof cron.schedule>>();
  return {
    every(expression, task) {
      const scheduled = cron.schedule(expression, task, { noOverlap: true });
      tasks.add(scheduled);
      return () => {
        tasks.delete(scheduled);
        void scheduled.stop();
      };
    },
    catchUp() {
      for (const task of tasks) void task.execute();
    },
  };
}
