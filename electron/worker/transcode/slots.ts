/** Conversions waiting beyond this are refused: whoever is behind them would wait for hours. */
const LONGEST_QUEUE = 10;

/** How many conversions of a picture this computer carries at once: two cores carry three at real time (PERFORMANCE). */
export function slotsForCores(cores: number): number {
  return Math.min(12, Math.max(1, Math.floor(cores * 1.5)));
}

export type Slots = ReturnType<typeof createSlots>;

/** Places for conversions, first come, first served (MED-10). */
export function createSlots(count: number) {
  const taken = new Set<string>();
  const queue = new Map<string, () => void>();
  return {
    /**
     * Ask for a place, or again where one stands.
     *
     * @param onTurn called once when a place is free after all.
     * @returns how many run before; 0 when the place is taken, null when the queue is full too.
     */
    ask(id: string, onTurn: () => void): number | null {
      if (taken.has(id)) return 0;
      if (queue.has(id)) return [...queue.keys()].indexOf(id) + 1;
      if (taken.size < count) {
        taken.add(id);
        return 0;
      }
      if (queue.size >= LONGEST_QUEUE) return null;
      queue.set(id, onTurn);
      return queue.size;
    },
    leave(id: string): void {
      queue.delete(id);
      if (!taken.delete(id)) return;
      for (const [next, onTurn] of queue) {
        queue.delete(next);
        taken.add(next);
        onTurn();
        return;
      }
    },
    get running(): number {
      return taken.size;
    },
  };
}
