import { create } from 'qrcode';
import { useMemo } from 'react';
import { classNames } from './class-names.ts';

/** Modules of white around it that readers need (ISO/IEC 18004). */
const QUIET = 4;

type QrCodeProps = {
  readonly text: string;
  /** What is in it, e.g. "The key as a QR code". */
  readonly label: string;
  readonly className?: string;
};

/** A text as a QR code: black on white in either theme, because readers and printers know no other. */
export function QrCode({ text, label, className }: QrCodeProps) {
  const { size, path } = useMemo(() => draw(text), [text]);
  const side = size + 2 * QUIET;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      shapeRendering="crispEdges"
      className={classNames('aspect-square', className)}
    >
      <rect x={-QUIET} y={-QUIET} width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function draw(text: string): { readonly size: number; readonly path: string } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) path += `M${column} ${row}h1v1h-1z`;
  return { size: modules.size, path };
}
