import type { Output } from '../../../../shared/contract/index.ts';

export type Story = Output<'incident.story'>;
export type FoundDifference = NonNullable<Story['compared']>['differences'][number];
export type SeenAddress = Story['seen'][number];

/** Everything that is kept or undone: what differs from the backup, and what the record alone tells of. */
export const toDecide = ({ compared, onRecord }: Story): readonly FoundDifference[] => [
  ...(compared?.differences ?? []),
  ...(onRecord ?? []),
];

/** The comparison is done, also where there was no backup to compare with. */
export const isLookedInto = ({ compared, onRecord }: Story): boolean => compared !== null || onRecord !== null;
