import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { useAccount } from '../session/store.ts';

type NothingYetProps = {
  /** "films", "music". */
  readonly things: string;
  readonly level?: 1 | 2;
};

/** A list of a kind that nobody has put anything in: how something comes here. */
export function NothingYet({ things, level }: NothingYetProps) {
  const isOwner = useAccount().role === 'owner';
  return (
    <EmptyState level={level} title={`No ${things} yet`} picture={<ShelfPicture />}>
      {isOwner
        ? `Choose the folder with your ${things}, on the computer Holdfast runs on. What is in it appears here as it is read.`
        : `Something appears here as soon as the owner of this server has chosen a folder with ${things} for you.`}
    </EmptyState>
  );
}
