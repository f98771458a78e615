import { useId, useState } from 'react';
import { LIBRARY_KINDS, type LibraryKind } from '../../../../shared/lan/schemas.ts';
import { CheckBox } from '../../../ui/check-box.tsx';
import { Field } from '../../../ui/field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useAsked } from '../../asked.ts';
import { bridge } from '../../bridge.ts';
import { ChooseFolderButton } from '../../choose-folder-button.tsx';
import { FormSheet } from '../../form-sheet.tsx';
import { useCommand } from '../../use-command.ts';
import { KINDS } from './folder-words.ts';
import { shareWith, type Sharer } from './share-with.ts';

/** A folder by the system's dialog, or by its path where there is none; its scan begins at once. */
export function AddFolderSheet({ onClose }: { readonly onClose: () => void }) {
  const people = useAsked('accounts.list', {}, ['people']);
  const others: readonly Sharer[] =
    people.kind === 'value' ? people.value.accounts.filter(({ role, disabled }) => role !== 'owner' && !disabled) : [];
  const [kind, setKind] = useState<LibraryKind>('film');
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  /** Guests see what they are shown; the others live here. */
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const maySee = ({ id, role }: Sharer) => changed.get(id) ?? role !== 'guest';
  const add = useCommand('library.add');
  const submit = async () => {
    const given = name.trim();
    const result = await add.run({ kind, path: path.trim(), ...(given === '' ? {} : { name: given }) });
    if (!result.ok) return;
    const problem = await shareWith(result.value.id, others.filter(maySee));
    if (problem === null) showToast({ status: 'ok', text: 'The folder was added and is being scanned.' });
    else showToast({ status: 'fail', text: `The folder was added, and not shared with everybody: ${problem}` });
    onClose();
  };
  const isAboutPath = add.failure?.code === 'bad-folder';
  return (
    <FormSheet
      title="Add a folder"
      about="Holdfast reads what is in it and never changes, moves or deletes a file."
      problem={isAboutPath ? null : (add.failure?.message ?? null)}
      onClose={onClose}
      onSubmit={submit}
      action="Add and scan"
      busy={add.isOut ? 'Adding' : null}
      offReason={path.trim() === '' ? 'Give the folder first.' : null}
    >
      <div className="flex flex-col gap-5">
        <KindChoice value={kind} onChoose={setKind} />
        <Field
          label="Folder"
          mono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="/media/films"
          maxLength={4096}
          value={path}
          onChange={(event) => {
            setPath(event.target.value);
            add.forget();
          }}
          help={bridge.shell === null ? 'Its whole path on the computer Holdfast runs on.' : undefined}
          error={isAboutPath ? (add.failure?.message ?? null) : null}
          trailing={<ChooseFolderButton onChosen={setPath} />}
        />
        <Field
          label="Name"
          autoComplete="off"
          maxLength={60}
          placeholder={
            path
              .trim()
              .split(/[\\/]/)
              .findLast((part) => part !== '') ?? KINDS[kind].name
          }
          value={name}
          onChange={(event) => setName(event.target.value)}
          help="What people see; without one, the name of the folder."
        />
        {others.length === 0 ? null : (
          <fieldset>
            <legend className="text-label font-medium">Who may see it</legend>
            <p className="text-small text-ink-3">Owners see everything.</p>
            <ul className="mt-1 sm:columns-2 sm:gap-8">
              {others.map((person) => (
                <li key={person.id} className="break-inside-avoid">
                  <CheckBox
                    label={person.name}
                    isChecked={maySee(person)}
                    onCheck={(isSeen) => setChanged(new Map([...changed, [person.id, isSeen]]))}
                  />
                </li>
              ))}
            </ul>
          </fieldset>
        )}
      </div>
    </FormSheet>
  );
}

type KindChoiceProps = { readonly value: LibraryKind; readonly onChoose: (kind: LibraryKind) => void };

function KindChoice({ value, onChoose }: KindChoiceProps) {
  const group = useId();
  return (
    <fieldset>
      <legend className="text-label font-medium">What is in it</legend>
      <div className="mt-1.5 grid grid-cols-2 gap-2 sm:grid-cols-4">
        {LIBRARY_KINDS.map((kind) => {
          const { name, icon: Icon, about } = KINDS[kind];
          return (
            <label
              key={kind}
              className="relative flex flex-col gap-1 rounded-field border border-border-strong px-3 py-2.5 has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-focus"
            >
              <input
                type="radio"
                name={group}
                checked={kind === value}
                onChange={() => onChoose(kind)}
                className="absolute inset-0 opacity-0"
              />
              <Icon aria-hidden="true" className="size-5 text-ink-3" />
              <span className="text-body font-medium">{name}</span>
              <span className="text-small text-ink-3">{about}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
