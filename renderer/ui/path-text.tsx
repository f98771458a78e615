import { Fragment } from 'react';
import { classNames } from './class-names.ts';

type PathTextProps = { readonly path: string; readonly className?: string };

/** A path of this computer, which breaks after its separators and inside a name only where one is longer than a line. */
export const PathText = ({ path, className }: PathTextProps) => (
  <span className={classNames('font-mono wrap-anywhere', className)}>
    {path.split(/(?<=[/\\])/).map((part, index) => (
      // Parts never move: a path that changes is another one.
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={index}>
        <wbr />
        {part}
      </Fragment>
    ))}
  </span>
);
