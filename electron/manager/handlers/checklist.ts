import type { Handlers } from '../../../shared/contract/index.ts';
import { ok } from '../../../shared/result.ts';
import type { ManagerCore } from '../core.ts';

type Methods = Pick<Handlers, Extract<keyof Handlers, `checklist.${string}`>>;
type Core = Pick<ManagerCore, 'checklist'>;

export function checklistHandlers({ checklist }: Core): Methods {
  return {
    'checklist.list': () => ok(checklist.list()),
    'checklist.run': () => checklist.run(),
    'checklist.fix': ({ id }, actor) => checklist.fix(id, actor),
    'checklist.undo': ({ id }, actor) => checklist.undo(id, actor),
    'checklist.accept': ({ id, untilMs, reason }, actor) => checklist.accept(id, untilMs, reason, actor),
    'checklist.export': ({ format }) => ok(checklist.export(format)),
  };
}
