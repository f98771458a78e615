import { Card } from '../../../ui/card.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';
import { ageWords } from './age-words.ts';

/** What Holdfast is made of, how old that is, and how a newer one comes (UPD-03). */
export function VersionsCard() {
  const about = useAsked('system.about', {}, ['status', 'maintenance']);
  const now = useNow();
  return (
    <Card title="Versions and updates" isFlush>
      <AskedRegion asked={about} what="the versions" skeleton={<Skeleton className="m-4 h-40" />}>
        {({ parts, looksForUpdates, lastUpdateLook }) => (
          <>
            <table className="w-full border-collapse text-left text-body">
              <thead className="sr-only">
                <tr>
                  <th scope="col">Part</th>
                  <th scope="col">Version</th>
                  <th scope="col">Age</th>
                </tr>
              </thead>
              <tbody>
                {parts.map(({ name, version, publishedOn }) => (
                  <tr key={name} className="border-b border-border">
                    <th scope="row" className="px-4 py-2.5 font-medium">
                      {name}
                    </th>
                    <td className="py-2.5 pr-3 break-all tabular-nums">{version}</td>
                    <td className="py-2.5 pr-4 text-right text-small text-ink-3 tabular-nums">
                      {publishedOn === null ? 'age not known' : ageWords(publishedOn, now)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className="px-4 py-3 text-small text-pretty text-ink-2">
              {!looksForUpdates ? (
                'Holdfast does not look for updates by itself here. To update: back up, get the newer version where this one came from, stop Holdfast and start the new one. It keeps this data folder and brings it up to date.'
              ) : lastUpdateLook === null ? (
                'Holdfast looks for a newer version by itself and has not done so since it was started. The Holdfast menu looks now.'
              ) : (
                <>
                  Looked for a newer version <RelativeTime at={lastUpdateLook.at} />: {lastUpdateLook.found}
                </>
              )}
            </p>
          </>
        )}
      </AskedRegion>
    </Card>
  );
}
