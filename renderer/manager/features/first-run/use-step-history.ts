import { useEffect } from 'react';
import { goTo, STEPS, type Step } from './store.ts';

const KEY = 'firstRunStep';

/** A step is a place one can go back to with the browser's own button, instead of leaving and losing all. */
export const rememberStep = (step: Step): void => history.pushState({ [KEY]: step }, '');

export function useStepHistory(): void {
  useEffect(() => {
    const onPop = ({ state }: PopStateEvent) => {
      const kept: unknown = (state as Record<string, unknown> | null)?.[KEY];
      goTo(STEPS.find((step) => step === kept) ?? 'account');
    };
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
}
