type Place = { readonly x: number; readonly y: number };

const DEVICE = {
  phone: { width: 12, height: 18, radius: 2.5 },
  screen: { width: 24, height: 15, radius: 2 },
  tablet: { width: 16, height: 20, radius: 2 },
} as const;

type DeviceProps = Place & { readonly kind: keyof typeof DEVICE; readonly isIn?: boolean };

function Device({ kind, x, y, isIn = false }: DeviceProps) {
  const { width, height, radius } = DEVICE[kind];
  return (
    <rect
      x={x - width / 2}
      y={y - height / 2}
      width={width}
      height={height}
      rx={radius}
      strokeWidth="1.8"
      className={isIn ? 'fill-accent-soft stroke-accent' : 'fill-none stroke-border-strong'}
    />
  );
}

const Server = ({ y = 46 }: { readonly y?: number }) => (
  <>
    <rect x="64" y={y} width="32" height="22" rx="3" className="fill-accent" />
    <path d={`M58 ${y + 27}H102`} strokeWidth="3" strokeLinecap="round" className="stroke-accent" />
  </>
);

const FRAME = { width: 160, height: 116, viewBox: '0 0 160 116', 'aria-hidden': true, fill: 'none' } as const;

export const ThisComputerPicture = () => (
  <svg {...FRAME}>
    <circle cx="80" cy="59" r="33" strokeWidth="2" className="stroke-accent" />
    <Device kind="phone" x={30} y={34} />
    <Device kind="screen" x={128} y={30} />
    <Device kind="tablet" x={24} y={84} />
    <Device kind="phone" x={136} y={82} />
    <Server />
  </svg>
);

export const HomePicture = () => (
  <svg {...FRAME}>
    <path d="M8 56 80 6l72 50v52H8Z" strokeWidth="2" strokeLinejoin="round" className="stroke-accent" />
    <Device kind="phone" x={36} y={82} isIn />
    <Device kind="screen" x={124} y={82} isIn />
    <Device kind="tablet" x={48} y={52} isIn />
    <Device kind="phone" x={112} y={52} isIn />
    <Server y={58} />
  </svg>
);

export const CustomPicture = () => (
  <svg {...FRAME}>
    <circle cx="80" cy="59" r="33" strokeWidth="2" strokeDasharray="5 5" className="stroke-accent" />
    <circle cx="128" cy="30" r="19" strokeWidth="2" strokeDasharray="5 5" className="stroke-accent" />
    <Device kind="phone" x={30} y={34} />
    <Device kind="screen" x={128} y={30} isIn />
    <Device kind="tablet" x={24} y={84} />
    <Device kind="phone" x={136} y={82} />
    <Server />
  </svg>
);
