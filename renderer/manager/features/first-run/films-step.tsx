import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { ChooseFolderButton } from '../../choose-folder-button.tsx';
import { errorOf, StepForm } from './step-form.tsx';
import { edit, skipFolder, useFirstRun, type Problem } from './store.ts';

export function FilmsStep({ problem }: { readonly problem: Problem | null }) {
  const draft = useFirstRun((state) => state.draft);
  return (
    <StepForm
      step="films"
      title="Where are your films?"
      about="Holdfast reads this folder and everything in it, and never changes a file. More folders can be added later."
      problem={problem}
      extra={
        <Button size="l" onClick={() => void skipFolder()}>
          Skip for now
        </Button>
      }
    >
      <div className="max-w-150">
        <Field
          label="Folder of films"
          name="folder"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          mono
          maxLength={4_096}
          placeholder="/home/me/Films"
          value={draft.folder}
          onChange={(event) => edit({ folder: event.target.value })}
          help="The whole path, as this computer writes it. On Windows for example D:\Films."
          error={errorOf(problem, 'folder')}
          trailing={<ChooseFolderButton onChosen={(folder) => edit({ folder })} />}
        />
      </div>
    </StepForm>
  );
}
