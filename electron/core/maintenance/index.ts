/**
 * Maintenance: the calendar of REQUIREMENTS 13. What is to be done when, what was done by whom and what stood there then. It
 * starts with the day the house was set up; what Holdfast does by itself is evidence the manager brings.
 */
export { LONGEST_SNOOZE_MS } from './calendar.ts';
export { markDone, noteAutomatic, snooze, type Automatic } from './mark.ts';
export { lastReport, type Report } from './store.ts';
export { openTasks, taskStanding, taskStandings, type OpenTask, type TaskStanding } from './standings.ts';
