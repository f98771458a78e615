import { useEffect, useRef } from 'react';
import { classNames } from '../../../ui/class-names.ts';

type SubtitleLinesProps = { readonly cues: readonly VTTCue[]; readonly isLifted: boolean };

/** What is said, over the picture; above the controls while they are there. */
export const SubtitleLines = ({ cues, isLifted }: SubtitleLinesProps) => (
  <div
    className={classNames(
      'pointer-events-none absolute inset-x-6 flex flex-col max-sm:portrait:top-[calc(50%+62px)] max-sm:portrait:bottom-auto items-center gap-1 text-center transition-[bottom] duration-(--dur-enter)',
      isLifted ? 'bottom-48 sm:bottom-32' : 'bottom-8 sm:bottom-12',
    )}
  >
    {cues.map((cue) => (
      <Line key={`${cue.startTime} ${cue.text}`} cue={cue} />
    ))}
  </div>
);

function Line({ cue }: { readonly cue: VTTCue }) {
  const ref = useRef<HTMLParagraphElement>(null);
  // The browser's own reading of the cue: italics and the like, and never a script.
  useEffect(() => ref.current?.replaceChildren(cue.getCueAsHTML()), [cue]);
  return <p ref={ref} className="subtitle-line max-w-240 text-balance whitespace-pre-line" />;
}
