import { createRoot } from 'react-dom/client';
import { KeysPage } from './features/keys/keys-page.tsx';
import { startTheme } from './theme.ts';
import './manager.css';

const root = document.getElementById('root');
if (root === null) throw new Error('keys.html has no #root');

startTheme();
createRoot(root).render(<KeysPage />);
