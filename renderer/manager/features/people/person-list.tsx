import { Ban, KeyRound, TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import { Avatar } from '../../../ui/avatar.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { relativeWords } from '../../../ui/moment-words.ts';
import { isUnusedNow, ROLE_WORDS, type Person } from './role-words.ts';

type PersonListProps = {
  readonly people: readonly Person[];
  readonly chosenId: string | null;
  readonly className?: string;
};

export const PersonList = ({ people, chosenId, className }: PersonListProps) => (
  <nav aria-label="People" className={className}>
    <ul className="flex flex-col gap-0.5">
      {people.map((person) => (
        <li key={person.id}>
          <Link
            href={`/people/${person.id}`}
            aria-current={person.id === chosenId ? 'true' : undefined}
            className={classNames(
              'flex items-center gap-3 rounded-field px-2.5 py-2 outline-offset-[-2px] hover:bg-hover',
              // On a phone the list is all there is, and nobody is chosen yet.
              'lg:aria-[current]:bg-selected',
            )}
          >
            <Avatar name={person.name} className={classNames('size-8 text-small', person.disabled && 'opacity-55')} />
            <span className="min-w-0 flex-1">
              <span className={classNames('block font-medium break-words', person.disabled && 'text-ink-2')}>
                {person.name}
              </span>
              <span className="block text-small text-ink-3">{secondLine(person)}</span>
            </span>
            <Sign person={person} />
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);

function secondLine(person: Person): string {
  const role = ROLE_WORDS[person.role].name;
  if (person.disabled) return `${role} · suspended`;
  if (person.mustChangePassword) return `${role} · new password due`;
  if (person.lastSeenAt === null) return `${role} · never here`;
  return `${role} · ${relativeWords(Date.parse(person.lastSeenAt), Date.now())}`;
}

/** A picture for what the second line says, so that it is found at a glance. */
function Sign({ person }: { readonly person: Person }) {
  if (person.disabled) return <Ban aria-hidden="true" className="size-4 flex-none text-ink-3" />;
  if (person.mustChangePassword) return <KeyRound aria-hidden="true" className="size-4 flex-none text-info" />;
  if (isUnusedNow(person)) return <TriangleAlert aria-hidden="true" className="size-4 flex-none text-warn" />;
  return null;
}
