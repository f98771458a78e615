import { FirstRunPage } from './features/first-run/first-run-page.tsx';

/** First run is the only page so far. */
export const App = () => <FirstRunPage />;
