import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf, picturesOf, problemOfPicture, problemsOf } from './check-readme.ts';

const scripts = ['start', 'test', 'check'];
const help = (args: string[]) => {
  if (args[0] === 'serve') return 'holdfast serve [--port P]';
  return args[0] === '--version' ? '0.1.0' : null;
};

test('commands are found in fenced blocks and inline code, also over two lines', () => {
  const page =
    'Run `npm test`, not `tsc`.\n\n```sh\nnpm start  # the main thing\n$ npx holdfast serve \\\n    --port 1\nls\n```\n';
  assert.deepEqual(commandsOf(page), ['npm start', 'npx holdfast serve --port 1', 'npm test']);
});

test('what exists passes', () => {
  for (const command of [
    'npm start -- --port 1',
    'npm test',
    'npm run check',
    'npm ci',
    'npx holdfast serve [--port P]',
  ]) {
    assert.deepEqual(problemsOf(command, scripts, help), [], command);
  }
  assert.deepEqual(problemsOf('npx holdfast --version', scripts, help), []);
});

test('a script, subcommand or flag that is gone is named', () => {
  for (const command of [
    'npm run bench',
    'npm start -- --gone 1',
    'npx holdfast gone',
    'npx holdfast serve [--gone]',
    'npx holdfast --gone',
    'npx another-package',
  ]) {
    assert.equal(problemsOf(command, scripts, help).length, 1, command);
  }
});

test('pictures of ours are found once, light and dark; those of others are not ours to check', () => {
  const page =
    '<source srcset="docs/a-dark.webp">\n<img src="docs/a-light.webp" alt="">\n<img src="docs/a-light.webp">\n<img src="https://example.org/b.png">';
  assert.deepEqual(picturesOf(page), ['docs/a-dark.webp', 'docs/a-light.webp']);
});

test('a picture that is not there, empty, cut off or none is named', () => {
  const whole = Buffer.from('RIFF\x0a\0\0\0WEBPVP8L12', 'latin1');
  const problem = (bytes: Buffer | null) => problemOfPicture('docs/a.webp', bytes);
  assert.equal(problem(whole), null);
  assert.match(problem(null) ?? '', /is shown and not there/);
  for (const bytes of [
    Buffer.alloc(0),
    whole.subarray(0, 14),
    Buffer.from('<!doctype html><title>404'),
    Buffer.from('RIFF'),
  ])
    assert.match(problem(bytes) ?? '', /is no picture/, String(bytes));
  assert.equal(problemOfPicture('docs/a.svg', Buffer.alloc(0)), 'docs/a.svg is empty');
});
