/**
 * Who we are to the system. On Windows the installer gives it to the shortcut in the start menu, and a notification is shown
 * only for a process that says the same (Microsoft, "Application User Model IDs"; Electron, tutorial "Notifications").
 */
export const APP_ID = 'app.holdfast.desktop';
