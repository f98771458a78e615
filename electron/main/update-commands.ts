import { dialog } from 'electron';
import type { Scheduler } from '../manager/index.ts';
import type { Notice } from './notices.ts';
import type { Updating } from './updates/updating.ts';

/** Once a day, in the night; what was slept over is made up for on waking. */
const DAILY = '23 4 * * *';

/** What menu and clock do about newer versions. */
export type UpdateCommands = {
  readonly item: () => { readonly label: string; readonly enabled: boolean };
  /** Somebody asked: they get an answer. */
  readonly ask: () => Promise<void>;
  readonly isOn: () => boolean;
  readonly isAutomatic: () => boolean;
  readonly setAutomatic: (isAutomatic: boolean) => void;
  /** Tell what became of the last one, and look for the next, now and every day. */
  readonly begin: () => void;
  readonly end: () => void;
};

const NOT_KEPT: Notice = {
  key: 'updates-automatic',
  title: 'That holds until you quit',
  body: 'Holdfast could not write it down. Look whether the disk is full, and set it again.',
};

export function createUpdateCommands(deps: {
  readonly updating: Updating;
  readonly scheduler: Scheduler;
  readonly tell: (notice: Notice) => void;
  /** Quit, put the new version in place, and begin it. */
  readonly restart: () => void;
  readonly onChange: () => void;
  /** A look had an answer: what it was, in words. */
  readonly looked: (found: string) => void;
}): UpdateCommands {
  const { updating, tell } = deps;
  const { memory } = updating;
  const looking = updating.startLooking(deps.onChange);
  const isOn = () => looking.state().kind !== 'off';
  const isAutomatic = () => memory.read().isAutomatic;

  const offer = async (title: string, detail: string) => {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      title: 'Holdfast',
      message: title,
      detail,
      buttons: ['Restart now', 'When I quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 0) deps.restart();
  };
  /** A newer one that waits is not installed yet, and an answer that did not come tells nothing. */
  const look = async () => {
    const found = await looking.look();
    if (found.kind === 'newest') deps.looked(`${found.title}. ${found.body}`);
    return found;
  };
  /** Nobody asked: only what is ready is worth a word. */
  const lookByItself = async () => {
    if (!isOn() || !isAutomatic()) return;
    const { kind, title, body } = await look();
    if (kind === 'ready') tell({ key: title, title, body });
  };
  let endDaily: (() => void) | null = null;

  return {
    item() {
      const state = looking.state();
      switch (state.kind) {
        case 'off':
        case 'none':
          return { label: 'Check for Updates…', enabled: true };
        case 'looking':
          return { label: 'Looking for Updates…', enabled: false };
        case 'fetching':
          return { label: `Fetching Holdfast ${state.version}…`, enabled: false };
        case 'ready':
          return { label: `Restart to Update to ${state.version}…`, enabled: true };
      }
    },
    async ask() {
      const { kind, title, body } = await look();
      if (kind === 'ready') return offer(title, body);
      const type = kind === 'failed' ? 'warning' : 'info';
      await dialog.showMessageBox({ type, title: 'Holdfast', message: title, detail: body, buttons: ['OK'] });
    },
    isOn,
    isAutomatic,
    setAutomatic(isAutomatic) {
      if (!memory.write({ isAutomatic })) tell(NOT_KEPT);
      if (isAutomatic) void lookByItself();
    },
    begin() {
      const news = updating.takeNews();
      if (news !== null) tell({ key: `update ${news.title}`, ...news });
      endDaily = deps.scheduler.every(DAILY, lookByItself);
      void lookByItself();
    },
    end: () => endDaily?.(),
  };
}
