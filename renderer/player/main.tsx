import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startArrowFocus } from './frame/arrow-focus.ts';
import { startConnection } from './connection.ts';
import { startSession } from './features/session/store.ts';
import './player.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

startConnection();
startSession();
startArrowFocus();
createRoot(root).render(<App />);
