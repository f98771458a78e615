import { Trash2 } from 'lucide-react';
import { LIBRARY_KINDS } from '../../../../shared/lan/schemas.ts';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { Segment } from '../../../ui/segment.tsx';
import { bridge } from '../../bridge.ts';
import { ChooseFolderButton } from '../../choose-folder-button.tsx';
import { KINDS } from '../library/folder-words.ts';
import { foundWords } from './found-words.ts';
import { errorOf, StepForm } from './step-form.tsx';
import { addFolder, changeKind, dropFolder, edit, useFirstRun, type DraftFolder, type Problem } from './store.ts';

type FoldersStepProps = { readonly problem: Problem | null; readonly isLooking: boolean };

/** Folders one after the other; each is looked into at once, so that a wrong one is said here and not at the end. */
export function FoldersStep({ problem, isLooking }: FoldersStepProps) {
  const { folders, folder } = useFirstRun((state) => state.draft);
  const isEmpty = folders.length === 0 && folder.trim() === '';
  return (
    <StepForm
      step="folders"
      title="Where are your films, shows, music and photos?"
      about="Holdfast reads these folders and everything in them, and never changes a file. More can be added at any time."
      problem={problem}
      continueLabel={isEmpty ? 'Skip for now' : 'Continue'}
    >
      {folders.length === 0 ? null : (
        <ul
          aria-label="Chosen folders"
          className="mb-6 max-w-180 divide-y divide-border rounded-card border border-border bg-surface"
        >
          {folders.map((one) => (
            <FolderRow key={one.path} folder={one} />
          ))}
        </ul>
      )}
      <Field
        className="max-w-180"
        label={folders.length === 0 ? 'Folder' : 'Another folder'}
        name="folder"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        mono
        maxLength={4_096}
        placeholder="/home/me/Films"
        value={folder}
        onChange={(event) => edit({ folder: event.target.value })}
        onKeyDown={(event) => {
          // Enter adds what was typed; the button below goes on.
          if (event.key !== 'Enter' || folder.trim() === '') return;
          event.preventDefault();
          void addFolder(folder);
        }}
        help={
          bridge.shell === null
            ? 'Its whole path, as this computer writes it. On Windows for example D:\\Films.'
            : 'Choose it, or type its whole path.'
        }
        error={errorOf(problem, 'folder')}
        trailing={
          <>
            <ChooseFolderButton onChosen={(path) => void addFolder(path)} />
            <Button
              size="s"
              className="mr-1.5"
              busy={isLooking ? 'Looking' : null}
              offReason={folder.trim() === '' ? 'Give the folder first.' : null}
              onClick={() => void addFolder(folder)}
            >
              Add
            </Button>
          </>
        }
      />
    </StepForm>
  );
}

function FolderRow({ folder: { path, kind, found } }: { readonly folder: DraftFolder }) {
  const Icon = KINDS[kind].icon;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2.5 py-3 pr-3 pl-4 sm:grid-cols-[auto_minmax(0,1fr)_auto_auto]">
      <Icon aria-hidden="true" className="size-5 flex-none text-ink-3" />
      <span className="min-w-0">
        <PathText path={path} className="block text-body" />
        <span className="block text-small text-ink-3 tabular-nums">{foundWords(found)}</span>
      </span>
      <div className="max-sm:order-last max-sm:col-span-full">
        <Segment
          label={`What is in ${path}`}
          value={kind}
          onChoose={(next) => changeKind(path, next)}
          choices={LIBRARY_KINDS.map((value) => ({ value, label: KINDS[value].name }))}
        />
      </div>
      <IconButton
        label={`Leave ${path} out`}
        icon={<Trash2 className="size-4" />}
        variant="quiet"
        onClick={() => dropFolder(path)}
      />
    </li>
  );
}
