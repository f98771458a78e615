import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { SkeletonRegion } from '../ui/skeleton.tsx';
import type { Asked } from './asked.ts';

type AskedRegionProps<T> = {
  readonly asked: Asked<T>;
  /** What it is, as in "Loading the list of people" and "The list of people could not be read". */
  readonly what: string;
  /** Boxes of the same sizes as what comes. */
  readonly skeleton: ReactNode;
  readonly children: (value: T) => ReactNode;
};

/** Every state of something that was asked for: boxes while it loads, what failed with another try, the thing itself. */
export function AskedRegion<T>({ asked, what, skeleton, children }: AskedRegionProps<T>) {
  switch (asked.kind) {
    case 'loading':
      return <SkeletonRegion label={`Loading ${what}`}>{skeleton}</SkeletonRegion>;
    case 'failure':
      return (
        <ErrorState
          title={`${what.charAt(0).toUpperCase()}${what.slice(1)} could not be read`}
          action={<Button onClick={asked.again}>Try again</Button>}
        >
          {asked.message}
        </ErrorState>
      );
    case 'value':
      return children(asked.value);
  }
}
