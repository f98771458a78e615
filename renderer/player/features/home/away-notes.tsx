import { Unplug } from 'lucide-react';
import type { Library, Total } from '../../../../shared/lan/schemas.ts';
import { Note } from '../../../ui/note.tsx';
import { countTitles } from '../../words/item.ts';

const isOne = (total: Total): boolean => total === 1;

/** Libraries whose drive is away: their titles stay, and this says why they do not play. */
export const AwayNotes = ({ libraries }: { readonly libraries: readonly Library[] }) =>
  libraries
    .filter((library) => !library.available)
    .map((library) => (
      <div key={library.id} className="gutter mb-4">
        <Note status="unknown" icon={Unplug} title={`The drive of “${library.name}” is not connected`}>
          {countTitles(library.itemCount)} {isOne(library.itemCount) ? 'waits' : 'wait'} for it. Nothing is lost.
        </Note>
      </div>
    ));
