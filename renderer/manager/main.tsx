import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startConnection } from './connection.ts';
import { startTheme } from './theme.ts';
import './manager.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

startTheme();
startConnection();
createRoot(root).render(<App />);
