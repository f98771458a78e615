import { useId } from 'react';
import { ROLES, type Role } from '../../../../shared/lan/schemas.ts';
import { ROLE_WORDS } from './role-words.ts';

type RoleChoiceProps = { readonly value: Role; readonly onChoose: (role: Role) => void };

/** One role of four, with what each means. */
export function RoleChoice({ value, onChoose }: RoleChoiceProps) {
  const group = useId();
  return (
    <fieldset>
      <legend className="text-label font-medium">Role</legend>
      <div className="mt-1.5 grid gap-2 sm:grid-cols-2">
        {ROLES.map((role) => (
          <label
            key={role}
            className="flex items-start gap-2.5 rounded-field border border-border-strong px-3 py-2.5 has-checked:border-accent has-checked:ring-1 has-checked:ring-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-focus"
          >
            <input
              type="radio"
              name={group}
              aria-label={ROLE_WORDS[role].name}
              checked={role === value}
              onChange={() => onChoose(role)}
              className="mt-0.5 size-4 flex-none appearance-none rounded-full border-[1.5px] border-border-control bg-surface outline-none checked:border-[5px] checked:border-accent"
            />
            <span className="min-w-0">
              <span className="block text-body font-medium">{ROLE_WORDS[role].name}</span>
              <span className="block text-small text-ink-3">{ROLE_WORDS[role].about}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
