import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CODES } from '../../../../shared/lan/schemas.ts';
import { noPicture, problemOf } from './problem.ts';

const problem = (code: Parameters<typeof problemOf>[0]['code']) => problemOf({ code, message: 'Because.' });

test('whatever fails has a heading, keeps what the server says, and names one thing to do', () => {
  for (const code of [...ERROR_CODES, 'unreachable'] as const) {
    const { title, message, remedy } = problem(code);
    assert.ok(title.length > 10, code);
    assert.equal(message, 'Because.', code);
    assert.ok(remedy === 'try-again' || remedy === 'back-to-film', code);
  }
});

test('what may be over in a moment can be tried again; what will not be over leads back', () => {
  for (const code of ['file-away', 'stream-limit', 'unreachable', 'internal'] as const)
    assert.equal(problem(code).remedy, 'try-again', code);
  for (const code of ['conversion-needed', 'not-found'] as const) assert.equal(problem(code).remedy, 'back-to-film', code);
}); // prettier-ignore

test('sound without a picture names the codec', () => {
  assert.match(noPicture('HEVC').message, /does not play HEVC video/);
});
