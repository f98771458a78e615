import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { isIn, usePlaces } from './place.ts';

/** A link to a page of the window; nothing where this version has no such page. */
export const PageLink = ({ to, children }: { readonly to: string; readonly children: ReactNode }) =>
  usePlaces().some(({ path }) => isIn(path, to)) ? (
    <Link href={to} className="rounded-chip font-medium text-accent-text hover:underline hover:underline-offset-3">
      {children}
    </Link>
  ) : null;
