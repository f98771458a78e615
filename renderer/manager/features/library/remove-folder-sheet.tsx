import { PathText } from '../../../ui/path-text.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { titleWords, type Folder } from './folder-words.ts';

export function RemoveFolderSheet({ folder, onClose }: { readonly folder: Folder; readonly onClose: () => void }) {
  const remove = useCommand('library.remove');
  const confirm = async () => {
    const result = await remove.run({ id: folder.id });
    if (!result.ok) return;
    showToast({ status: 'ok', text: `${folder.name} was taken out. Its files are where they were.` });
    onClose();
  };
  return (
    <FormSheet
      title={`Take ${folder.name} out of Holdfast?`}
      about={`${titleWords(folder).main} disappear from every screen, and what plays from there stops.`}
      problem={remove.failure?.message ?? null}
      isDanger
      onClose={onClose}
      onSubmit={confirm}
      action={`Take out ${folder.name}`}
      busy={remove.isOut ? 'Taking out' : null}
    >
      <ul className="flex list-disc flex-col gap-1 pl-5 text-body text-ink-2">
        <li>
          The files stay where they are: <PathText path={folder.path} className="text-small" />
        </li>
        <li>Everybody’s places and hearts are kept. Add the folder again and they are back.</li>
        <li>Who may see it is forgotten and has to be chosen anew.</li>
      </ul>
    </FormSheet>
  );
}
