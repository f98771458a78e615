import { RotateCcw, RotateCw } from 'lucide-react';

/** A turned arrow round the number of seconds. */
export function SkipIcon({ direction }: { readonly direction: 'back' | 'forward' }) {
  const Arrow = direction === 'back' ? RotateCcw : RotateCw;
  return (
    <span className="relative grid size-7 place-items-center">
      <Arrow className="size-7 stroke-[1.1]" />
      <span className="absolute inset-0 grid place-items-center pt-0.5 text-[9px] leading-none font-semibold">10</span>
    </span>
  );
}
