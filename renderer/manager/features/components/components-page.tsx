import { Lock, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '../../../ui/avatar.tsx';
import { Bars } from '../../../ui/bars.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState, ShelfPicture } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Field } from '../../../ui/field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Keycap } from '../../../ui/keycap.tsx';
import { Note } from '../../../ui/note.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Pill } from '../../../ui/pill.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { Segment } from '../../../ui/segment.tsx';
import { Sheet } from '../../../ui/sheet.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { Stat } from '../../../ui/stat.tsx';
import { StatusRing } from '../../../ui/status-ring.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { Signs, Tiles } from './pictures.tsx';
import { MoreChoices, MoreDialogs, MoreFields } from './words-and-choices.tsx';

const STATUSES = ['ok', 'warn', 'fail', 'unknown', 'info'] as const;
const WENT = [2, 3, 3, 4, 9, 12, 11, null, null, 8, 7, 9, 10];

/** Every component in every state, to look at when one of them changes. In no rail: it is for who builds Holdfast. */
export default function ComponentsPage() {
  usePageTitle('Components');
  return (
    <div className="flex flex-col gap-4">
      <PageHeader title="Every component, in every state" about="For who builds Holdfast; nothing here is real." />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Buttons />
        <Fields />
        <Choices />
        <MoreFields />
        <MoreChoices />
        <MoreDialogs />
        <Tiles />
        <Signs />
        <Card title="Status">
          <div className="flex flex-wrap gap-2">
            {STATUSES.map((status) => (
              <Pill key={status} status={status}>
                {status}
              </Pill>
            ))}
            <Pill>neutral</Pill>
          </div>
          <div className="mt-4 flex flex-col gap-2">
            {STATUSES.map((status) => (
              <Note key={status} status={status} title={`A note: ${status}`}>
                What could happen, in one sentence.
              </Note>
            ))}
          </div>
        </Card>
        <Pictures />
        <Card title="Figures">
          <div className="grid grid-cols-3 gap-4">
            <Stat label="Titles" value="12,904" about="one folder is being scanned" />
            <Stat label="On disk" value="3.4 TB" />
            <Stat label="Unreadable" value="2" />
          </div>
          <div className="mt-4">
            <KeyValues
              entries={[
                { key: 'Address', value: <span className="font-mono text-small">192.168.1.20</span> },
                { key: 'Seen', value: 'Today 18:12' },
              ]}
            />
          </div>
        </Card>
      </div>
      <Card title="Table" count={2} isFlush>
        <DataTable
          label="People"
          rows={[
            { name: 'Theo Calder', devices: 4 },
            { name: 'Maya Lindqvist', devices: 1 },
          ]}
          rowKey={({ name }) => name}
          columns={[
            {
              key: 'name',
              label: 'Name',
              cell: ({ name }) => (
                <span className="flex items-center gap-2">
                  <Avatar name={name} className="size-7 text-caption" /> {name}
                </span>
              ),
            },
            { key: 'devices', label: 'Devices', align: 'right', cell: ({ devices }) => devices },
          ]}
        />
      </Card>
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <Card title="Loading">
          <div aria-busy="true" className="flex flex-col gap-3">
            <Skeleton className="h-4 w-3/5" />
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-8 w-full" />
          </div>
        </Card>
        <Card title="Empty">
          <EmptyState title="No folder yet" picture={<ShelfPicture />} action={<Button>Add a folder</Button>}>
            What goes here, and how it comes.
          </EmptyState>
        </Card>
        <Card title="Failed">
          <ErrorState title="The list could not be read" action={<Button>Try again</Button>}>
            Why, in one sentence.
          </ErrorState>
        </Card>
      </div>
    </div>
  );
}

function Buttons() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card title="Buttons, toasts, sheet">
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" onClick={() => showToast({ status: 'ok', text: 'It is done' })}>
          Say it is done
        </Button>
        <Button onClick={() => showToast({ status: 'fail', text: 'It failed, and this is why' })}>Say it failed</Button>
        <Button variant="quiet">Quiet</Button>
        <Button variant="danger" icon={<Trash2 className="size-4" />} onClick={() => setOpen(true)}>
          Delete
        </Button>
        <Button variant="danger-text">Suspend</Button>
        <Button busy="Saving">Save</Button>
        <Button offReason="Nothing was changed.">Off</Button>
        <IconButton label="Add" icon={<Plus className="size-4" />} />
        <Button size="s">Small</Button>
        <Button size="l" icon={<Lock className="size-4" />}>
          Large
        </Button>
        <Keycap>Esc</Keycap>
      </div>
      {isOpen ? (
        <Sheet
          title="Delete it?"
          about="What is lost, and what is kept."
          isDanger
          onClose={() => setOpen(false)}
          problem="It is in use. Try again when nobody watches it."
          actions={
            <>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button variant="danger">Delete it</Button>
            </>
          }
        />
      ) : null}
    </Card>
  );
}

const Fields = () => (
  <Card title="Fields">
    <div className="flex flex-col gap-4">
      <Field label="Name" help="As devices show it." defaultValue="Calder Home" />
      <Field label="Range" mono defaultValue="300.0.0.0/8" error="That is no range of addresses." />
    </div>
  </Card>
);

function Choices() {
  const [isOn, setOn] = useState(true);
  const [level, setLevel] = useState<'one' | 'two'>('one');
  return (
    <Card title="Choices">
      <div className="flex flex-col gap-4">
        <Switch label="Answer under a name" about="Devices find it without an address." isOn={isOn} onSwitch={setOn} />
        <Switch label="Off, with its reason" isOn={false} onSwitch={() => {}} offReason="There is no second disk." />
        <Segment
          label="Level"
          choices={[
            { value: 'one', label: 'One' },
            { value: 'two', label: 'Two' },
          ]}
          value={level}
          onChoose={setLevel}
        />
      </div>
    </Card>
  );
}

const Pictures = () => (
  <Card title="Pictures of figures">
    <div className="flex items-center gap-6">
      <StatusRing
        center="3"
        label="3 things to do: 41 passed, 2 to look at, 1 failed, 2 did not run"
        parts={[
          { status: 'ok', count: 41 },
          { status: 'warn', count: 2 },
          { status: 'fail', count: 1 },
          { status: 'unknown', count: 2 },
        ]}
      />
      <StatusRing center="?" label="Checked two days ago" isStale parts={[{ status: 'ok', count: 1 }]} />
      <div className="min-w-0 flex-1">
        <Sparkline values={WENT} label="A line with a gap" />
        <Bars values={[0, 0, 1, 3, 2, 0, 5]} label="Bars, most 5" className="mt-4" />
        <ProgressBar share={0.4} className="mt-4" />
      </div>
    </div>
  </Card>
);
