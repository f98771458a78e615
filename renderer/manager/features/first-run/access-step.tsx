import { useId } from 'react';
import { ChoiceCard } from '../../../ui/choice-card.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { CustomPicture, HomePicture, ThisComputerPicture } from './access-pictures.tsx';
import { listedRanges, rangeWords } from './ranges.ts';
import { errorOf, StepForm } from './step-form.tsx';
import { edit, useFirstRun, type Problem } from './store.ts';

type AccessStepProps = {
  readonly problem: Problem | null;
  readonly homeNetworks: readonly string[];
  readonly isSending: boolean;
};

export function AccessStep({ problem, homeNetworks, isSending }: AccessStepProps) {
  const draft = useFirstRun((state) => state.draft);
  const group = useId();
  const hasHome = homeNetworks.length > 0;
  return (
    <StepForm
      step="access"
      title="Who may connect?"
      about="Holdfast answers only the devices you choose here. Everyone still needs an account. You can change this at any time."
      problem={problem}
      continueLabel="Start serving"
      busy={isSending ? 'Starting' : null}
    >
      <div role="radiogroup" aria-label="Who may connect" className="grid gap-4 lg:grid-cols-3">
        <ChoiceCard
          group={group}
          title="This computer"
          isChosen={draft.access === 'this-computer'}
          onChoose={() => edit({ access: 'this-computer' })}
          picture={<ThisComputerPicture />}
          proof="Nothing is open on your network."
        >
          You watch here and nowhere else.
        </ChoiceCard>
        <ChoiceCard
          group={group}
          title="My home"
          isChosen={draft.access === 'home'}
          onChoose={() => edit({ access: 'home' })}
          picture={<HomePicture />}
          pill={hasHome ? <Pill status="ok">Suggested</Pill> : undefined}
          proof={
            hasHome
              ? homeNetworks.map((range) => (
                  <span key={range} className="block">
                    {rangeWords(range)}
                  </span>
                ))
              : 'This computer is on no home network right now.'
          }
        >
          Phones, TVs and computers on your home network.
        </ChoiceCard>
        <ChoiceCard
          group={group}
          title="Custom"
          isChosen={draft.access === 'custom'}
          onChoose={() => edit({ access: 'custom' })}
          picture={<CustomPicture />}
          proof="You name each one below."
        >
          Only the devices or ranges you name.
        </ChoiceCard>
      </div>
      {draft.access === 'custom' ? <Ranges ranges={draft.ranges} error={errorOf(problem, 'ranges')} /> : null}
    </StepForm>
  );
}

function Ranges({ ranges, error }: { readonly ranges: string; readonly error: string | null }) {
  const listed = listedRanges(ranges);
  return (
    <TextArea
      className="mt-6 max-w-150"
      label="Addresses and ranges"
      mono
      rows={4}
      spellCheck={false}
      autoCapitalize="none"
      placeholder="192.168.1.0/24"
      value={ranges}
      onChange={(event) => edit({ ranges: event.target.value })}
      help={
        listed.length === 0
          ? 'One a line, such as 192.168.1.20 or 192.168.1.0/24. This computer can always connect.'
          : listed.map((range) => (
              <span key={range} className="block tabular-nums">
                {rangeWords(range)}
              </span>
            ))
      }
      error={error}
    />
  );
}
