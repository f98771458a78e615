import { Field } from '../../../ui/field.tsx';
import { ChooseFolderButton } from '../../choose-folder-button.tsx';

type MovedFoldersProps = {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly moved: ReadonlyMap<string, string>;
  readonly onMove: (from: string, to: string) => void;
};

/** On another computer, or after a disk was changed, films lie elsewhere; what was watched stays with them. */
export function MovedFolders({ folders, moved, onMove }: MovedFoldersProps) {
  if (folders.length === 0) return null;
  return (
    <details className="mt-5 border-t border-border pt-4">
      <summary className="cursor-pointer rounded-control text-label font-medium">
        Media folders lie elsewhere now
      </summary>
      <p className="mt-1 mb-4 text-body text-ink-2">
        Say where each one is on this computer. What stays as it is needs no word; one that is not there waits for its
        disk.
      </p>
      <div className="flex flex-col gap-4">
        {folders.map(({ name, path }) => (
          <Field
            key={path}
            label={`${name} is now in`}
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={4_096}
            placeholder={path}
            value={moved.get(path) ?? ''}
            onChange={(event) => onMove(path, event.target.value)}
            trailing={<ChooseFolderButton onChosen={(to) => onMove(path, to)} />}
          />
        ))}
      </div>
    </details>
  );
}
