/**
 * Part of `npm run types`: `electron/main` against the fake of Electron in the place of Electron. What the app uses and the
 * fake lacks, or has otherwise, is an error.
 *
 * `electron.d.ts` declares the module `electron` ambiently, and an ambient declaration goes before the `paths` of a tsconfig:
 * under `tsc -p` every import would mean the real one. So the compiler reads that declaration under another name here.
 * The namespace `Electron`, from which the fake picks its types, stays the real one.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ROOT } from './setup.js';

const AMBIENT = "declare module 'electron' {";
const HIDDEN = "declare module 'the real electron' {";
const PROJECT = join(ROOT, 'e2e', 'fakes', 'electron', 'tsconfig.json');

/** @param files what is checked; by default what the project includes. @returns the errors, none when all is well. */
export function checkFakeElectron(files?: readonly string[]): readonly ts.Diagnostic[] {
  const project = ts.getParsedCommandLineOfConfigFile(PROJECT, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
    },
  });
  if (project === undefined) throw new Error(`${PROJECT} cannot be read.`);
  const host = ts.createCompilerHost(project.options);
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => {
    const text = readFile(path);
    if (!path.endsWith('/electron/electron.d.ts')) return text;
    if (!text?.includes(AMBIENT)) throw new Error(`${path} no longer has "${AMBIENT}", and would hide the fake.`);
    return text.replace(AMBIENT, HIDDEN);
  };
  const program = ts.createProgram(files ?? project.fileNames, project.options, host);
  return [...project.errors, ...ts.getPreEmitDiagnostics(program)];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const errors = checkFakeElectron();
  const lines = {
    getCanonicalFileName: (path: string) => path,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => '\n',
  };
  if (errors.length > 0) {
    process.stderr.write(ts.formatDiagnostics(errors, lines));
    process.exitCode = 1;
  }
}
