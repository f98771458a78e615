import { useId, type ReactNode } from 'react';

type ChoiceCardProps = {
  readonly group: string;
  readonly title: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly picture: ReactNode;
  readonly pill?: ReactNode;
  /** The small proof under the sentence, such as an address range. */
  readonly proof: ReactNode;
  readonly children: ReactNode;
};

/** A picture, a radio, a sentence and its proof: one of a radio group of large choices. */
export function ChoiceCard({ group, title, isChosen, onChoose, picture, pill, proof, children }: ChoiceCardProps) {
  const proofId = useId();
  return (
    <label className="flex flex-col rounded-card border border-border-strong bg-surface has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-3 has-[:focus-visible]:outline-focus">
      <span className="grid h-36 place-items-center border-b border-border max-lg:hidden xl:h-43">{picture}</span>
      <span className="flex items-start gap-2.5 p-5">
        <input
          type="radio"
          name={group}
          checked={isChosen}
          onChange={onChoose}
          aria-label={title}
          aria-describedby={proofId}
          className="mt-0.75 size-4.5 flex-none appearance-none rounded-full border-[1.5px] border-border-control bg-surface outline-none checked:border-[5.5px] checked:border-accent"
        />
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2.5 text-read font-semibold">
            {title}
            {pill}
          </span>
          <span id={proofId} className="mt-1 block">
            <span className="block text-label text-ink-2">{children}</span>
            <span className="mt-1.5 block text-small text-ink-3 tabular-nums">{proof}</span>
          </span>
        </span>
      </span>
    </label>
  );
}
