/** What a test tells and asks the process that runs on the fake, over Node's channel between the two. */

export type MenuLine = {
  readonly id: string | null;
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
};

export type Recorded = {
  /** Who the app says it is to Windows. */
  readonly appId: string;
  readonly tray: { readonly tip: string; readonly picture: string; readonly lines: readonly MenuLine[] } | null;
  /** Every item of the native menus. */
  readonly menu: readonly MenuLine[];
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
  readonly boxes: readonly { readonly message: string; readonly detail: string }[];
  readonly openedOutside: readonly string[];
  readonly clipboard: string;
  readonly windows: number;
  readonly isKeptAwake: boolean;
};

export type Order =
  | { readonly do: 'record' }
  | { readonly do: 'click-tray' | 'click-menu'; readonly id: string }
  /** The newest notification of that title. */
  | { readonly do: 'click-notification'; readonly title: string }
  /** What the next folder dialog answers. */
  | { readonly do: 'choose'; readonly path: string | null }
  /** Which button the next message box that has it answers, by its label. */
  | { readonly do: 'press'; readonly button: string }
  | { readonly do: 'close-window' | 'crash-page' | 'wake' | 'shut-down' | 'quit' }
  /** What Chromium asks when a page wants something; answers whether it got it. */
  | { readonly do: 'ask-permission'; readonly permission: string }
  /** A call from a frame that is not the window's: of another page, or within the page. */
  | {
      readonly do: 'invoke-as';
      readonly frame: 'foreign' | 'inner';
      readonly channel: string;
      readonly args: unknown[];
    };

export type ToFake = { readonly id: number; readonly order: Order };
export type FromFake =
  | { readonly kind: 'browser'; readonly endpoint: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** Chromium knows no scheme `app`; the fake's pages live at this origin, and the app sees them as `app://holdfast`. */
export const STAND_IN_ORIGIN = 'https://holdfast.app-scheme.test';

/** In the profile: the last box of an error; nobody can ask a process that ends with it. */
export const ERROR_BOX_FILE = 'FakeErrorBox.json';

/** In the profile: how the app asked to be started again, when it did. */
export const RELAUNCH_FILE = 'FakeRelaunch.json';
