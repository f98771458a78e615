#!/usr/bin/env node
/*
 * The command `holdfast`. Looks at the Node it was started with before loading anything else: on an older one the
 * database library would end the process without a word. Written to parse on Node 12, so that the sentence gets out.
 */
const NEEDED_NODE_MAJOR = 24;
const NEEDED_NAPI = 10;

if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE_MAJOR || !(Number(process.versions.napi) >= NEEDED_NAPI)) {
  process.stderr.write(
    `Holdfast needs Node ${NEEDED_NODE_MAJOR} or newer and was started with ${process.versions.node}: ` +
      'run "npm start" in its folder, which uses the right one, or install Node from https://nodejs.org.\n',
  );
  process.exitCode = 1;
} else {
  void run();
}

async function run() {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
