import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contract, type Handlers, type MethodName } from '../../shared/contract/index.ts';
import { ok } from '../../shared/result.ts';
import type { Log, LogFields } from '../core/kernel/index.ts';
import { createDispatcher } from './dispatcher.ts';

type Call = { readonly name: string; readonly input: unknown; readonly actor: string };

/** Every method of the contract, each noting what reached it; `answer` may throw. */
function dispatcherWith(answer: (call: Call) => unknown = () => ok({})) {
  const calls: Call[] = [];
  const logged: { readonly event: string; readonly fields: LogFields }[] = [];
  const note = (event: string, fields: LogFields = {}) => void logged.push({ event, fields });
  const log: Log = { info: note, warn: note, error: note };
  const handlers = Object.fromEntries(
    (Object.keys(contract) as MethodName[]).map((name) => [
      name,
      (input: unknown, actor: string) => {
        const call = { name, input, actor };
        calls.push(call);
        return answer(call);
      },
    ]),
  ) as unknown as Handlers;
  return { dispatcher: createDispatcher(handlers, log), calls, logged };
}

const failureOf = (result: unknown) => (result as { failure: { code: string; message: string } }).failure;

test('a name that is no method is refused with where to look, names of every object included', async () => {
  const { dispatcher, calls } = dispatcherWith();
  for (const name of ['', 'nothing', 'system', 'toString', '__proto__', 'constructor', 'hasOwnProperty']) {
    const result = await dispatcher.call(name, {}, 'test');
    assert.equal(failureOf(result).code, 'bad-input', name);
    assert.match(failureOf(result).message, /See: holdfast call --list/);
  }
  assert.deepEqual(calls, []);
});

test('input of the wrong shape never reaches a handler, and the answer says which field', async () => {
  const { dispatcher, calls } = dispatcherWith();
  for (const [name, input, field] of [
    ['library.add', { kind: 'film', path: 7 }, 'path'],
    ['library.scan', { id: 'not an id' }, 'id'],
    ['incident.lockDown', { reason: 'x'.repeat(201) }, 'reason'],
    ['network.setHostNames', { names: ['good', 'not good!'] }, 'names.1'],
    ['library.add', null, 'input'],
    ['library.add', 'text', 'input'],
    ['system.status', [], 'input'],
    ['system.status', { verbose: true }, 'verbose'],
    ['network.setAccess', { access: { kind: 'custom', cidrs: [], cidr: '10.0.0.0/8' }, cutOff: false }, 'access.cidr'],
  ] as const) {
    const result = await dispatcher.call(name, input, 'test');
    assert.equal(failureOf(result).code, 'bad-input', name);
    assert.ok(failureOf(result).message.startsWith(`${field}: `), failureOf(result).message);
  }
  assert.deepEqual(calls, []);
});

test('good input arrives as it was given, with who asked', async () => {
  const { dispatcher, calls } = dispatcherWith();
  const input = { kind: 'film', path: '/films' };
  await dispatcher.call('library.add', input, 'owner:command-line');
  await dispatcher.call('system.status', undefined, 'owner:tray');
  assert.deepEqual(calls, [
    { name: 'library.add', input, actor: 'owner:command-line' },
    { name: 'system.status', input: {}, actor: 'owner:tray' },
  ]);
});

for (const [what, answer] of [
  [
    'throws',
    () => {
      throw new Error('the secret path /home/ada/x');
    },
  ],
  ['rejects', () => Promise.reject(new Error('the secret path /home/ada/x'))],
] as const)
  test(`a handler that ${what} is a bug: nothing of it travels, the log has it whole under the reference given`, async () => {
    const { dispatcher, logged } = dispatcherWith(answer);
    const result = await dispatcher.call('system.status', {}, 'test');
    assert.equal(failureOf(result).code, 'internal');
    assert.doesNotMatch(failureOf(result).message, /secret/);
    const reference = /Look for ([0-9a-f]{8}) /.exec(failureOf(result).message)![1];
    assert.equal(logged.length, 1);
    assert.equal(logged[0]!.event, 'method.failed');
    assert.equal(logged[0]!.fields['reference'], reference);
    assert.match(String(logged[0]!.fields['error']), /secret path/);
  });
