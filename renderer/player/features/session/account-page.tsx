import { LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Role } from '../../../../shared/lan/schemas.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { Segment } from '../../../ui/segment.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { PasswordForm } from './password-form.tsx';
import { SessionList } from './session-list.tsx';
import { signOut, useAccount } from './store.ts';
import { chooseTheme, useTheme, type Theme } from './theme.ts';

const ROLES: Record<Role, string> = {
  owner: 'Owner of this server',
  member: 'Member',
  child: 'Child',
  guest: 'Guest',
};

const THEMES: readonly { readonly value: Theme; readonly label: string; readonly icon: ReactNode }[] = [
  { value: 'auto', label: 'Auto', icon: <Monitor className="size-4" /> },
  { value: 'light', label: 'Light', icon: <Sun className="size-4" /> },
  { value: 'dark', label: 'Dark', icon: <Moon className="size-4" /> },
];

export function AccountPage() {
  usePageTitle('Account');
  const account = useAccount();
  const theme = useTheme((state) => state.theme);
  return (
    <div className="mx-auto max-w-(--size-read) px-4 pt-6 pb-16">
      <header className="flex items-center gap-4">
        <Avatar name={account.name} className="size-14 text-title" />
        <div className="min-w-0 flex-1">
          <h1 className="text-title font-semibold tracking-tight break-words sm:text-display">{account.name}</h1>
          <p className="text-ink-2">{ROLES[account.role]}</p>
        </div>
        <Button size="l" icon={<LogOut className="size-4" />} onClick={() => void signOut()}>
          Sign out
        </Button>
      </header>
      <Section title="Appearance" about="Auto follows this device.">
        <Segment label="Theme" choices={THEMES} value={theme} onChoose={chooseTheme} />
      </Section>
      <Section title="Where you are signed in" about="Signing a device out stops what it plays.">
        <SessionList />
      </Section>
      <Section title="Password" about="Changing it signs out your other devices.">
        <PasswordForm />
      </Section>
    </div>
  );
}

type SectionProps = { readonly title: string; readonly about: string; readonly children: ReactNode };

const Section = ({ title, about, children }: SectionProps) => (
  <section className="mt-10">
    <h2 className="text-section font-semibold tracking-tight">{title}</h2>
    <p className="mb-3.5 text-label text-ink-3">{about}</p>
    {children}
  </section>
);
