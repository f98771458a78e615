import type { Output } from '../../../../shared/contract/index.ts';

export type Story = Output<'incident.story'>;
export type FoundDifference = NonNullable<Story['compared']>['differences'][number];
export type SeenAddress = Story['seen'][number];
