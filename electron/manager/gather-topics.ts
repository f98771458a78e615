import type { Topic } from '../../shared/contract/bridge.ts';

/** A scan says where it is many times a second; a page that asks again this often looks live. */
const GATHER_MS = 150;

/**
 * Hear what changed, gathered, so that a page asks once for what changed often.
 *
 * @returns what ends it; what waits then is not told.
 */
export function gatherTopics(
  onChange: (listener: (topic: Topic) => void) => () => void,
  tell: (topics: readonly Topic[]) => void,
): () => void {
  const waiting = new Set<Topic>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    timer = null;
    const topics = [...waiting];
    waiting.clear();
    tell(topics);
  };
  const unsubscribe = onChange((topic) => {
    waiting.add(topic);
    timer ??= setTimeout(flush, GATHER_MS);
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}
