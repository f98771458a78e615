import { ChevronLeft, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { buttonStyle } from '../../../ui/button-style.ts';
import { classNames } from '../../../ui/class-names.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { AddPersonSheet } from './add-person-sheet.tsx';
import { PeopleSkeleton } from './people-skeleton.tsx';
import { PersonDetail } from './person-detail.tsx';
import { PersonList } from './person-list.tsx';
import { counted, isUnused, type Person } from './role-words.ts';

/** Who may enter, what each may see, and where they are signed in. A person's address is `/people/<id>`. */
export default function PeoplePage() {
  usePageTitle('People');
  const people = useAsked('accounts.list', {}, ['people', 'audit']);
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <AskedRegion asked={people} what="the list of people" skeleton={<PeopleSkeleton />}>
        {({ accounts }) => <People people={accounts} onAdd={() => setAdding(true)} />}
      </AskedRegion>
      {isAdding ? <AddPersonSheet onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function People({ people, onAdd }: { readonly people: readonly Person[]; readonly onAdd: () => void }) {
  const [path] = useLocation();
  const [, , id] = path.split('/');
  const chosen = id === undefined ? people[0] : people.find((person) => person.id === id);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={headline(people)}
        about={about(people)}
        actions={
          <Button
            variant="primary"
            icon={<UserPlus className="size-4" />}
            onClick={onAdd}
            className={classNames(id !== undefined && 'max-lg:hidden')}
          >
            Add a person
          </Button>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[248px_minmax(0,1fr)]">
        {/* On a narrow window one person takes the place of the list. */}
        <PersonList
          people={people}
          chosenId={chosen?.id ?? null}
          className={classNames(id !== undefined && 'max-lg:hidden')}
        />
        <div className={classNames('min-w-0', id === undefined && 'max-lg:hidden')}>
          <Link
            href="/people"
            className={buttonStyle({ variant: 'quiet', size: 's', className: 'mb-3 -ml-2 lg:hidden' })}
          >
            <ChevronLeft className="size-4" /> Everybody
          </Link>
          {chosen === undefined ? (
            <EmptyState title="Nobody has this address">
              The account was deleted, or the address was mistyped. Choose somebody from the list.
            </EmptyState>
          ) : (
            <PersonDetail key={chosen.id} person={chosen} people={people} onAdd={onAdd} />
          )}
        </div>
      </div>
    </div>
  );
}

function headline(people: readonly Person[]): string {
  const suspended = people.filter(({ disabled }) => disabled).length;
  const may = people.length - suspended;
  return suspended === 0
    ? `${counted(may, 'person', 'people')} can sign in`
    : `${counted(may, 'person', 'people')} can sign in, ${suspended} suspended`;
}

function about(people: readonly Person[]): string {
  const now = Date.now();
  const unused = people.filter((person) => isUnused(person, now));
  const devices = people.reduce((sum, { sessions }) => sum + sessions, 0);
  const where = devices === 0 ? 'Nobody is signed in now.' : `Signed in on ${counted(devices, 'device')}.`;
  if (unused.length === 0) return where;
  const [first] = unused;
  const who = unused.length === 1 ? `${first?.name} has` : `${unused.length} of them have`;
  return `${where} ${who} not been here for 90 days.`;
}
