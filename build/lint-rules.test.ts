/** Each rule of .oxlintrc.json that stands for a decision of ours is broken once, in a copy of the tree's shape. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './setup.js';

/** `<file>: <rule>` as oxlint names them, for the files given. */
function lint(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-lint-'));
  try {
    for (const path of ['.oxlintrc.json', 'tsconfig.json', 'renderer/tsconfig.json', 'package.json']) {
      cpSync(join(ROOT, path), join(root, path));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'dir');
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const program = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const run = spawnSync(
      process.execPath,
      [program, '--type-aware', '--deny-warnings', '--format=json', 'build', 'e2e', 'electron', 'renderer'],
      {
        cwd: root,
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    const report: { diagnostics: { filename: string; code: string }[]; number_of_files: number } = JSON.parse(
      run.stdout,
    );
    assert.ok(report.number_of_files >= Object.keys(files).length, 'oxlint read every seeded file');
    return report.diagnostics.map(({ filename, code }) => `${filename}: ${code}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const broken: Record<string, { text: string; rule: string }> = {
  'electron/floating.ts': {
    text: 'async function send(): Promise<void> {}\nexport function go() {\n  send();\n}\n',
    rule: 'typescript(no-floating-promises)',
  },
  'electron/misused.ts': {
    text: 'async function isOpen(): Promise<boolean> {\n  return true;\n}\nexport function go() {\n  if (isOpen()) return 1;\n  return 2;\n}\n',
    rule: 'typescript(no-misused-promises)',
  },
  'electron/await.ts': {
    text: 'export async function go(n: number) {\n  await n;\n}\n',
    rule: 'typescript(await-thenable)',
  },
  'electron/switch.ts': {
    text: "export function say(code: 'a' | 'b') {\n  switch (code) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    rule: 'typescript(switch-exhaustiveness-check)',
  },
  'electron/type-import.ts': {
    text: "import { Stats } from 'node:fs';\nexport const size = (stats: Stats) => stats.size;\n",
    rule: 'typescript(consistent-type-imports)',
  },
  'electron/console.ts': { text: "console.log('hello');\n", rule: 'eslint(no-console)' },
  'electron/correctness.ts': { text: 'export const n = (x: number) => x === NaN;\n', rule: 'eslint(use-isnan)' },
  'renderer/manager/danger.tsx': {
    text: 'export const A = (p: { html: string }) => <div dangerouslySetInnerHTML={{ __html: p.html }} />;\n',
    rule: 'react(no-danger)',
  },
  'renderer/manager/alt.tsx': { text: 'export const A = () => <img src="a.png" />;\n', rule: 'jsx-a11y(alt-text)' },
  'renderer/player/hooks.tsx': {
    text: "import { useState } from 'react';\nexport function A(p: { on: boolean }) {\n  if (p.on) useState(1);\n  return null;\n}\n",
    rule: 'react-hooks(rules-of-hooks)',
  },
};

const insecure = [
  'crypto.subtle',
  'crypto.randomUUID()',
  'window.crypto',
  'globalThis.crypto',
  'navigator.clipboard',
  'navigator.wakeLock',
  'navigator.serviceWorker',
  'window.navigator.serviceWorker',
  'navigator.mediaDevices',
  'localStorage',
  'sessionStorage',
  'window.localStorage',
  'globalThis.sessionStorage',
];
for (const [index, expression] of insecure.entries()) {
  const isGlobal = expression === 'localStorage' || expression === 'sessionStorage';
  const rule = isGlobal ? 'eslint(no-restricted-globals)' : 'eslint(no-restricted-properties)';
  broken[`renderer/player/insecure-${index}.ts`] = { text: `export const it = () => ${expression};\n`, rule };
}
broken['renderer/player/destructured.ts'] = {
  text: 'export const { clipboard } = navigator;\n',
  rule: 'eslint(no-restricted-properties)',
};
broken['renderer/ui/stored.ts'] = {
  text: "export const it = () => localStorage.getItem('a');\n",
  rule: 'eslint(no-restricted-globals)',
};

const allowed: Record<string, string> = {
  'build/console.ts': "console.log('hello');\n",
  'e2e/console.ts': "console.log('hello');\n",
  'electron/headless/terminal.ts': "console.log('hello');\n",
  'electron/some.test.ts':
    "import { describe, it, test } from 'node:test';\ntest('a', () => {});\ndescribe('b', () => {\n  it('c', () => {});\n});\n",
  'electron/id.ts': 'export const id = () => crypto.randomUUID();\n',
  'renderer/manager/copy.ts': "export const copy = () => navigator.clipboard.writeText('a');\n",
  'renderer/player/random.ts': 'export const random = () => crypto.getRandomValues(new Uint8Array(4));\n',
};

test('every lint rule we decided on reports the code it is meant for, and no other', () => {
  const texts = Object.fromEntries(Object.entries(broken).map(([path, { text }]) => [path, text]));
  const found = lint({ ...texts, ...allowed }).toSorted();
  const expected = Object.entries(broken).map(([path, { rule }]) => `${path}: ${rule}`);
  assert.deepEqual(found, expected.toSorted());
});
