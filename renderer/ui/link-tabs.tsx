import { Link } from 'wouter';

type LinkTabsProps = {
  /** What is being chosen, e.g. "Seasons". */
  readonly label: string;
  readonly tabs: readonly { readonly href: string; readonly label: string; readonly isCurrent: boolean }[];
  /** One place in the history for all of them, where choosing is no journey. */
  readonly replace?: boolean;
};

/** Views of one thing side by side, each with an address of its own. Links, so that a remote's arrows pass over them. */
export const LinkTabs = ({ label, tabs, replace = false }: LinkTabsProps) => (
  <nav aria-label={label} className="no-scrollbar min-w-0 overflow-x-auto rounded-full border border-border bg-sunken">
    <ul className="flex w-max gap-0.5 p-0.75">
      {tabs.map((tab) => (
        <li key={tab.href}>
          <Link
            href={tab.href}
            replace={replace}
            aria-current={tab.isCurrent ? 'true' : undefined}
            className="flex h-9 items-center rounded-full px-4 pointer-coarse:h-11 text-label font-medium whitespace-nowrap text-ink-2 outline-offset-[-2px] hover:text-ink aria-[current]:bg-raised aria-[current]:text-ink aria-[current]:shadow-card aria-[current]:ring-1 aria-[current]:ring-border"
          >
            {tab.label}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);
