import { useState } from 'react';
import type { CutOff } from '../../../../shared/contract/network.ts';
import type { AccessRule } from '../../../../shared/contract/setup.ts';
import { Card } from '../../../ui/card.tsx';
import { Segment } from '../../../ui/segment.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';
import { CutOffSheet } from './cut-off-sheet.tsx';
import { byWeight, draftFrom, WHO, type NetworkFacts } from './network-words.ts';
import { RangeEditor } from './range-editor.tsx';
import { RangeTable } from './range-table.tsx';

/** A rule that is about to be set, and who would be cut off by it. */
type Doubtful = { readonly access: AccessRule; readonly cutOff: readonly CutOff[] };

/** Who may connect at all. A rule that shuts out somebody who is signed in now is asked about first (NET-02). */
export function AccessCard({ network }: { readonly network: NetworkFacts }) {
  const { access } = network;
  /** Custom was chosen and is not stored yet. */
  const [isDrafting, setDrafting] = useState(false);
  const [doubtful, setDoubtful] = useState<Doubtful | null>(null);
  const [undone, setUndone] = useState(0);
  const chosen = isDrafting ? 'custom' : access.kind;

  const store = async (next: AccessRule, cutOff: boolean, undo: AccessRule | null): Promise<string | null> => {
    const result = await bridge.call('network.setAccess', { access: next, cutOff });
    if (!result.ok) return result.failure.message;
    setDrafting(false);
    setDoubtful(null);
    if (undo === null) setUndone((count) => count + 1);
    showToast({
      status: 'ok',
      text: `${WHO[next.kind]} now.`,
      ...(undo === null ? {} : { action: { label: 'Undo', run: () => void storeOrSay(undo, true, null) } }),
    });
    return null;
  };
  /** Where no sheet is open that could show it. */
  const storeOrSay = async (...rule: Parameters<typeof store>): Promise<void> => {
    const problem = await store(...rule);
    if (problem !== null) showToast({ status: 'fail', text: problem });
  };
  const propose = async (next: AccessRule): Promise<void> => {
    const preview = await bridge.call('network.preview', { access: next });
    if (!preview.ok) return showToast({ status: 'fail', text: preview.failure.message });
    if (preview.value.cutOff.length === 0) await storeOrSay(next, false, access);
    else setDoubtful({ access: next, cutOff: preview.value.cutOff });
  };
  const choose = (kind: AccessRule['kind']) => {
    if (kind === 'custom') return setDrafting(true);
    setDrafting(false);
    if (kind !== access.kind) void propose({ kind });
  };

  return (
    <Card title="Who may connect" isFlush>
      <div className="border-b border-border px-4 py-3">
        <Segment
          label="Who may connect"
          value={chosen}
          onChoose={choose}
          choices={[
            { value: 'this-computer', label: 'This computer' },
            { value: 'home', label: 'My home' },
            { value: 'custom', label: 'Custom' },
          ]}
        />
      </div>
      {chosen === 'custom' ? (
        <RangeEditor
          // Another rule arrived while this one was being changed, or it was undone before it arrived: begin from what holds.
          key={`${JSON.stringify(access)} ${undone}`}
          isStored={access.kind === 'custom'}
          start={draftFrom(network)}
          onStore={(cidrs) => void propose({ kind: 'custom', cidrs: [...cidrs] })}
        />
      ) : (
        <RangeTable ranges={byWeight(network.ranges)} />
      )}
      {doubtful === null ? null : (
        <CutOffSheet
          cutOff={doubtful.cutOff}
          onConfirm={() => store(doubtful.access, true, access)}
          onClose={() => setDoubtful(null)}
        />
      )}
    </Card>
  );
}
