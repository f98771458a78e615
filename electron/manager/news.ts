import type { Topic } from '../../shared/contract/bridge.ts';
import { auditHead } from '../core/audit/index.ts';
import type { ManagerDb } from '../core/kernel/index.ts';

export type News = ReturnType<typeof createNews>;

/** What changed, for whoever shows it: window, tray, terminal, and the manager's own parts. */
export function createNews(db: ManagerDb) {
  const listeners = new Set<(topic: Topic) => void>();
  const watchers = new Set<(topic: Topic) => void>();
  let toldHead = auditHead(db)?.seq ?? null;

  const tell = (topic: Topic): void => {
    for (const listener of listeners) listener(topic);
  };

  /** Whoever changes something writes it into the audit, so the audit is looked at after each of them. */
  const tellOfAudit = (): void => {
    if (!db.open) return;
    const head = auditHead(db)?.seq ?? null;
    if (head === toldHead) return;
    toldHead = head;
    tell('audit');
  };

  return {
    /** Ask again for what moves by itself: figures, what plays, what a look found. */
    tell,
    tellOfAudit,
    /** The house itself is not as it was. */
    changed: (topic: Topic): void => {
      tell(topic);
      tellOfAudit();
      for (const watcher of watchers) watcher(topic);
    },
    /** Hear of everything that is told. @returns what ends it. */
    onTold: (listener: (topic: Topic) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Hear only of what `changed`, for as long as this manager lives. */
    onChanged: (watcher: (topic: Topic) => void): void => void watchers.add(watcher),
    /** Wait until something told makes this true. @returns false when the deadline came first. */
    until: (holds: () => boolean, deadlineMs: number): Promise<boolean> =>
      new Promise((resolve) => {
        const settle = (value: boolean) => {
          clearTimeout(timer);
          listeners.delete(look);
          resolve(value);
        };
        const look = () => holds() && settle(true);
        const timer = setTimeout(() => settle(false), deadlineMs);
        timer.unref(); // who waits for it may be stopped; the children keep us running meanwhile
        listeners.add(look);
        look();
      }),
  };
}
