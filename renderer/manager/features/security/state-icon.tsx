import { CircleCheck, CircleQuestionMark, CircleX, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { CheckState } from '../../../../shared/contract/checklist.ts';
import { classNames } from '../../../ui/class-names.ts';
import type { Status } from '../../../ui/pill.tsx';
import { STATE_WORDS } from './check-words.ts';

const LOOKS: Readonly<Record<CheckState, { readonly icon: LucideIcon; readonly tint: string }>> = {
  pass: { icon: CircleCheck, tint: 'text-ok' },
  warn: { icon: TriangleAlert, tint: 'text-warn' },
  fail: { icon: CircleX, tint: 'text-fail' },
  unknown: { icon: CircleQuestionMark, tint: 'text-unknown' },
};

export const PILL_STATUS: Readonly<Record<CheckState, Status>> = {
  pass: 'ok',
  warn: 'warn',
  fail: 'fail',
  unknown: 'unknown',
};

/** A state as a shape and a colour, with its word for who sees neither. */
export function StateIcon({ state }: { readonly state: CheckState }) {
  const { icon: Icon, tint } = LOOKS[state];
  return <Icon role="img" aria-label={STATE_WORDS[state]} className={classNames('size-4 flex-none', tint)} />;
}
