import { ArrowUpDown, Pencil, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { CheckBox } from '../../../ui/check-box.tsx';
import { ChoiceCard } from '../../../ui/choice-card.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { KeysDialog } from '../../../ui/keys-dialog.tsx';
import { LinkTabs } from '../../../ui/link-tabs.tsx';
import { LockedMark } from '../../../ui/mark.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { NewPasswordField } from '../../../ui/new-password-field.tsx';
import { PasswordField } from '../../../ui/password-field.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { StrengthMeter } from '../../../ui/strength-meter.tsx';
import { TextArea } from '../../../ui/text-area.tsx';
import { Toast } from '../../../ui/toast.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';

const nothing = () => {};

/** Fields of more than a line, and of secrets. */
export function MoreFields() {
  const [password, setPassword] = useState('Correct horse');
  return (
    <Card title="Passwords and longer texts">
      <div className="flex flex-col gap-4">
        <PasswordField label="Password" autoComplete="off" defaultValue="Correct horse" />
        <NewPasswordField
          label="New password"
          value={password}
          onValue={setPassword}
          forRole="owner"
          accountName="Ada"
          error="It has too few kinds of letters."
        />
        <StrengthMeter score={4} words="Very strong" />
        <TextArea label="Networks" mono rows={2} help="One a line." defaultValue="192.168.1.0/24" />
        <TextArea label="Reason" rows={2} error="Say why." />
      </div>
    </Card>
  );
}

/** What is chosen of a few, and what opens over the page. */
export function MoreChoices() {
  const group = useId();
  const [isChecked, setChecked] = useState(true);
  const [chosen, setChosen] = useState<'here' | 'home'>('home');
  const [sorted, setSorted] = useState<'name' | 'year'>('name');
  return (
    <Card title="Choices and menus">
      <div className="flex flex-col gap-4">
        <div>
          <CheckBox label="Films" aside="412 titles" isChecked={isChecked} onCheck={setChecked} />
          <CheckBox label="Home videos" isChecked={false} onCheck={nothing} offReason="Owners see everything." />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          {(['here', 'home'] as const).map((one) => (
            <ChoiceCard
              key={one}
              group={group}
              title={one === 'here' ? 'This computer' : 'My home'}
              isChosen={chosen === one}
              onChoose={() => setChosen(one)}
              picture={<LockedMark />}
              proof="192.168.1.0/24"
            >
              Who is let in then.
            </ChoiceCard>
          ))}
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Menu
            label="Sort by"
            choices={[
              { value: 'name', label: 'Name' },
              { value: 'year', label: 'Year', detail: 'newest first' },
            ]}
            value={sorted}
            onChoose={setSorted}
            trigger={(props) => (
              <Button {...props} icon={<ArrowUpDown className="size-4" />}>
                Sort by {sorted}
              </Button>
            )}
          />
          <ActionMenu
            label="More for this folder"
            actions={[
              { label: 'Rename', icon: <Pencil className="size-4" />, run: nothing },
              { label: 'Scan', run: nothing, offReason: 'It is being scanned.' },
              { label: 'Remove', icon: <Trash2 className="size-4" />, run: nothing, isDanger: true },
            ]}
          />
          <Tooltip text="A word beside a picture">
            <Button variant="quiet">Point at this</Button>
          </Tooltip>
          <Spinner className="size-4 text-accent" />
        </div>
        <LinkTabs
          label="Parts of this page"
          tabs={[
            { href: '/components', label: 'This one', isCurrent: true },
            { href: '/components?other', label: 'Another', isCurrent: false },
          ]}
        />
      </div>
    </Card>
  );
}

/** What speaks up by itself, and what asks. */
export function MoreDialogs() {
  const [open, setOpen] = useState<'question' | 'keys' | null>(null);
  const close = () => setOpen(null);
  return (
    <Card title="Toasts and dialogs">
      <div className="flex flex-col gap-3">
        <Toast status="ok" text="It is done" action={{ label: 'Undo', run: nothing }} onClose={nothing} />
        <Toast status="fail" text="It failed, and this is why" onClose={nothing} />
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setOpen('question')}>Ask something</Button>
          <Button onClick={() => setOpen('keys')}>Show the keys</Button>
        </div>
      </div>
      {open === 'question' ? (
        <Dialog title="Stop the scan?" onClose={close} actions={<Button onClick={close}>Go on</Button>}>
          What was found stays.
        </Dialog>
      ) : null}
      {open === 'keys' ? <KeysDialog shortcuts={[{ keys: ['?'], does: 'This list' }]} onClose={close} /> : null}
    </Card>
  );
}
