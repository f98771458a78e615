import { Unplug } from 'lucide-react';
import type { Library } from '../../../../shared/lan/schemas.ts';
import { Note } from '../../../ui/note.tsx';
import { KIND_PLACES } from '../../kinds.ts';
import { countOf } from '../../words/item.ts';

/** Libraries whose drive is away: their titles stay, and this says why they do not play. */
export const AwayNotes = ({ libraries }: { readonly libraries: readonly Library[] }) =>
  libraries
    .filter((library) => !library.available)
    .map(({ id, name, kind, itemCount }) => (
      <div key={id} className="gutter mb-4">
        <Note status="unknown" icon={Unplug} title={`The drive of “${name}” is not connected`}>
          {countOf(itemCount, KIND_PLACES[kind].noun)} {itemCount === 1 ? 'waits' : 'wait'} for it. Nothing is lost.
        </Note>
      </div>
    ));
