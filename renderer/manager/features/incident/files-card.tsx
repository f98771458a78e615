import { Card } from '../../../ui/card.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import type { Story } from './story.ts';

/** So many of the newest are shown; the report lists more. */
const SHOWN = 30;
const WHAT = { added: 'New', changed: 'Changed', removed: 'Gone' } as const;

/** Files of the library and data folders that are not as they were (INC-09). They are listed and never touched. */
export function FilesCard({ files }: { readonly files: Story['files'] }) {
  if (files === null) return null;
  const { against, since, changes, more, notLookedAt } = files;
  const unshown = Math.max(0, changes.length - SHOWN) + more;
  return (
    <Card
      title="Files that are not as they were"
      count={changes.length + more}
      aside={
        since === null ? null : (
          <span>
            Since the last {against === 'backup' ? 'good backup' : 'scan'}, <RelativeTime at={since} as="inside" />
          </span>
        )
      }
      isFlush
      footer={
        unshown === 0 && notLookedAt.length === 0 ? undefined : (
          <div className="text-small text-ink-3">
            {unshown === 0 ? null : <p>{unshown} more are in the report.</p>}
            {notLookedAt.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </div>
        )
      }
    >
      {changes.length === 0 ? (
        <p className="p-4 text-label text-ink-2">Nothing differs that was looked at.</p>
      ) : (
        <ul className="divide-y divide-border">
          {changes.slice(0, SHOWN).map(({ path, what, at, text }) => (
            <li
              key={`${what} ${path}`}
              className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-label"
            >
              <span className="w-20 flex-none">
                <Pill status={what === 'added' ? 'info' : 'warn'}>{WHAT[what]}</Pill>
              </span>
              <span className="min-w-0 flex-1 basis-60">
                <span className="block font-mono text-body break-all select-all">{path}</span>
                <span className="block text-small text-ink-3">{text}</span>
              </span>
              {at === null ? null : (
                <span className="text-small text-ink-3">
                  <RelativeTime at={at} as="clock" />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
