/** What a process of ours has used, as it says itself when the manager asks. */
export type ProcessUsage = {
  readonly pid: number;
  /** Processor time since its start, ms; of one core, so 4 cores give 4,000 a second at most. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
};
