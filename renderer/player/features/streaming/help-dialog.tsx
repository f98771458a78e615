import { KeysDialog } from '../../../ui/keys-dialog.tsx';
import { SHORTCUTS } from './shortcuts.ts';

export const HelpDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <KeysDialog shortcuts={SHORTCUTS} onClose={onClose} />
);
