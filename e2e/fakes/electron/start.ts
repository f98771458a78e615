/** `node start.ts <app folder> [flags]`: runs an app as `electron <app folder> [flags]` would, on the fake. */
import { registerHooks } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromFake, ToFake } from './control.ts';
import type * as Fake from './index.ts';

const fake = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context),
});

const folder = resolve(process.argv[2]!);
const { main, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
const { becomeReady, obey } = (await import(fake)) as typeof Fake;
const say = (message: FromFake) => void process.send?.(message);

process.on('message', ({ id, order }: ToFake) => {
  obey(order).then(
    (value) => say({ kind: 'answer', id, value: value ?? null }),
    (error: Error) => say({ kind: 'failed', id, message: error.message }),
  );
});
// Whoever started us is gone: nobody would ever end us.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));

process.argv = [process.argv[0]!, folder, ...process.argv.slice(3)];
await import(pathToFileURL(join(folder, main!)).href);
say({ kind: 'browser', endpoint: await becomeReady(version!) });
