import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProblem } from './start-problem.ts';

const at = (error: unknown) => startProblem(error, '/home/theo/holdfast').content;
const systemError = (code: string, path?: string) => Object.assign(new Error(`${code}: no`), { code, path });

test('a start that fails says what happened, what to do, and where the log is', () => {
  assert.match(at(systemError('ENOSPC')), /^The disk is full\. Free some space/);
  assert.match(
    at(systemError('EACCES', '/srv/holdfast/window')),
    /^Holdfast may not write to \/srv\/holdfast\/window\./,
  );
  assert.match(at(new Error('It is not built.')), /^It is not built\.\n\nStart Holdfast again\. If it says the same/);
  assert.match(at('torn'), /^torn/);
  for (const error of [systemError('ENOSPC'), systemError('EACCES'), new Error('x')])
    assert.match(at(error), /written in \/home\/theo\/holdfast\/logs\/manager\.log\.$/);
});
