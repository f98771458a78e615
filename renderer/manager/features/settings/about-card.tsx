import { Card } from '../../../ui/card.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { PathText } from '../../../ui/path-text.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AskedRegion } from '../../asked-region.tsx';
import { useAsked } from '../../asked.ts';

/** Where it runs, and where everything lies. */
export function AboutCard() {
  const about = useAsked('system.about', {}, ['status']);
  return (
    <Card title="About">
      <AskedRegion asked={about} what="where everything lies" skeleton={<Skeleton className="h-24 w-full" />}>
        {({ system, dataFolder, logFolder }) => (
          <KeyValues
            entries={[
              { key: 'Runs on', value: system },
              { key: 'Data', value: <Path path={dataFolder} /> },
              { key: 'Logs', value: <Path path={logFolder} /> },
            ]}
          />
        )}
      </AskedRegion>
    </Card>
  );
}

const Path = ({ path }: { readonly path: string }) => <PathText path={path} className="text-small select-all" />;
