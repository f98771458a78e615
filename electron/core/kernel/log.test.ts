import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): { text: string; line: Record<string, unknown> } {
  let text = '';
  write(createLog('test', { write: (line) => void (text += line) }));
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

test('LOG-05: what is secret never reaches a log, however deep', () => {
  const { text } = logged((log) =>
    log.info('x', {
      password: 'canary-1',
      body: { token: 'canary-2', inner: { accessToken: 'canary-3' } },
      headers: { cookie: 'canary-4', authorization: 'canary-5' },
      signingKey: 'canary-6',
    }),
  );
  assert.doesNotMatch(text, /canary/);
});

test('LOG-05: a line break in a value cannot make a line of its own', () => {
  const { text, line } = logged((log) => log.info('x', { path: 'a\n{"level":"error"}\u2028b' }));
  assert.equal(text.trimEnd().split('\n').length, 1);
  assert.equal(line['path'], 'a\n{"level":"error"}\u2028b');
});

test('an error is logged whole, with its cause', () => {
  const { line } = logged((log) => log.error('x', { error: new Error('outer', { cause: new Error('inner') }) }));
  const { message, stack } = line['error'] as { message: string; stack: string };
  assert.match(message, /outer/);
  assert.match(stack, /log\.test\.ts/);
  assert.match(stack, /inner/);
});
