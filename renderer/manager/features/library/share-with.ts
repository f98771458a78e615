import type { Output } from '../../../../shared/contract/index.ts';
import { bridge } from '../../bridge.ts';

export type Sharer = Output<'accounts.list'>['accounts'][number];

/** Let people see a library besides what they see already. @returns the first refusal in a sentence, or null. */
export async function shareWith(libraryId: string, people: readonly Sharer[]): Promise<string | null> {
  for (const { id, libraries } of people) {
    const result = await bridge.call('accounts.setGrants', { id, libraries: [...libraries, libraryId] });
    if (!result.ok) return result.failure.message;
  }
  return null;
}
