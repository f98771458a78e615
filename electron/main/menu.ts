import { Menu } from 'electron';
import { menuTemplate, type MenuDeps } from './menu-template.ts';

export type Menus = {
  /** Something may have changed that they show. */
  readonly update: () => void;
  /** As they should be, also when a click has ticked what is not so. */
  readonly redraw: () => void;
};

/** The native menus: what every app of the system has, and the house's own commands. */
export function setMenus(deps: MenuDeps): Menus {
  let shown = '';
  const show = (template: ReturnType<typeof menuTemplate>) => {
    shown = JSON.stringify(template);
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  const redraw = () => show(menuTemplate(deps, process.platform));
  redraw();
  return {
    update() {
      const template = menuTemplate(deps, process.platform);
      // A menu that is replaced while it is open closes under the pointer.
      if (JSON.stringify(template) !== shown) show(template);
    },
    redraw,
  };
}
