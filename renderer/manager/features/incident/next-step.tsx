import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { buttonStyle } from '../../../ui/button-style.ts';
import { addressOf, type WayStep } from './places.ts';

type NextStepProps = {
  readonly to: WayStep;
  readonly label: string;
  /** What going on means, in a sentence. */
  readonly children: ReactNode;
  /** Something on the page should be done before; the link is there, and not the filled one. */
  readonly isQuiet?: boolean;
};

/** The end of every step: what going on means, and the way there. */
export const NextStep = ({ to, label, children, isQuiet = false }: NextStepProps) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
    <p className="min-w-0 flex-1 basis-60 text-body text-pretty text-ink-2">{children}</p>
    <Link href={addressOf(to)} className={buttonStyle({ variant: isQuiet ? 'plain' : 'primary', size: 'l' })}>
      {label}
      <ArrowRight className="size-4" />
    </Link>
  </div>
);
