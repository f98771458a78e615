import { PageHeader } from '../../../ui/page-header.tsx';
import { usePageTitle } from '../../../ui/use-page-title.ts';
import { MaintenanceSection } from './maintenance-section.tsx';

/** What keeps the house safe over the months. */
export default function MaintenancePage() {
  usePageTitle('Security');
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Keeping the house safe" about="What is to be looked at, and when." />
      <MaintenanceSection />
    </div>
  );
}
