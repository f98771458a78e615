import { classNames } from '../../../ui/class-names.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { useAsked } from '../../asked.ts';
import { figure, isBeingRead, titlesIn } from '../library/folder-words.ts';

/** Beside the kit: how many titles were found by now. */
export function Reading({ className }: { readonly className: string }) {
  const asked = useAsked('library.list', {}, ['library']);
  if (asked.kind !== 'value' || asked.value.libraries.length === 0) return null;
  const { libraries } = asked.value;
  const waiting = libraries.filter(isBeingRead).length;
  const isOn = waiting > 0;
  const titles = libraries.reduce((sum, folder) => sum + titlesIn(folder), 0);
  return (
    <div className={classNames('border-t border-border pt-5 text-body', className)}>
      <p className="flex justify-between gap-3">
        <span className="font-medium">{isOn ? 'Reading your folders' : 'Your folders were read'}</span>
        <span className="text-ink-3 tabular-nums">{figure(titles)}</span>
      </p>
      <ProgressBar share={1 - waiting / libraries.length} className="my-2.5" />
      <p className="text-small text-ink-3">{isOn ? 'This goes on while you finish.' : 'Nothing more to wait for.'}</p>
    </div>
  );
}
