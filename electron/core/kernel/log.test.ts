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

test('LOG-05: secrets are found below any depth, however the name is written, and inside texts and errors', () => {
  const capability = 'k'.repeat(43);
  const error = Object.assign(new Error(`GET /media/p/${capability}/file?canary-1=2 failed`), {
    request: { headers: { 'Set-Cookie': 'canary-2', list: [{ a: { b: { access_token: 'canary-3' } } }] } },
  });
  const { text } = logged((log) =>
    log.error('x', {
      error,
      url: 'http://host/api/v1/search?q=canary-4',
      token: 'canary-5',
      hash: '$argon2id$canary-6',
    }),
  );
  for (const secret of ['canary', capability]) assert.ok(!text.includes(secret), text);
  assert.match(text, /GET \/media\/p\/\[redacted\]\/file\?\[redacted\] failed/);
});

test('LOG-05: what a terminal obeys stands escaped in the line and reads back as it was', () => {
  const device = 'a\u001b[2Jb\u009b31mc\u007fd\u202ee\u2028f';
  const { text, line } = logged((log) => log.info('x', { device, [`name${device}`]: 1 }));
  assert.doesNotMatch(text.trimEnd(), /[\p{Cc}\u2028\u202e]/u);
  assert.equal(line['device'], device);
  assert.equal(line[`name${device}`], 1);
});

test('an error is logged whole, with its cause', () => {
  const { line } = logged((log) => log.error('x', { error: new Error('outer', { cause: new Error('inner') }) }));
  const { message, stack } = line['error'] as { message: string; stack: string };
  assert.match(message, /outer/);
  assert.match(stack, /log\.test\.ts/);
  assert.match(stack, /inner/);
});
