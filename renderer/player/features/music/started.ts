import { create } from 'zustand';

/**
 * Whether anything is in the queue. Apart from the rest of the music, which is loaded only once somebody plays something:
 * the frame of every page leaves room for the player.
 */
export const useMusicStarted = create<{ readonly isStarted: boolean }>()(() => ({ isStarted: false }));
