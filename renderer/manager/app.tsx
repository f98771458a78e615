import { useState } from 'react';
import { useAsked } from './asked.ts';
import { useConnection } from './connection.ts';
import { FirstRunPage } from './features/first-run/first-run-page.tsx';
import { Frame } from './frame/frame.tsx';
import { SignedOutPage } from './frame/signed-out-page.tsx';
import { StartingPage } from './frame/starting-page.tsx';

/** First run until it is finished here, then the window. */
export function App() {
  const isSignedOut = useConnection((state) => state.connection.kind === 'signed-out');
  const setup = useAsked('setup.state', {}, ['status']);
  /** Setting up goes on after the account is made: the recovery kit comes then. */
  const [isSettingUp, setSettingUp] = useState(false);
  if (setup.kind === 'value' && setup.value.needed && !isSettingUp) setSettingUp(true);
  if (isSignedOut) return <SignedOutPage />;
  if (isSettingUp) return <FirstRunPage onDone={() => setSettingUp(false)} />;
  if (setup.kind !== 'value') return <StartingPage problem={setup.kind === 'failure' ? setup : null} />;
  return <Frame />;
}
