/** What runs, where, and how it feels. */
import { Type, type Static } from 'typebox';
import { method } from './method.ts';

export const ProcessState = Type.Object({
  state: Type.Union([
    Type.Literal('starting'),
    Type.Literal('running'),
    Type.Literal('stopped'),
    Type.Literal('waiting', { description: 'restarting after a crash' }),
    Type.Literal('given-up', { description: 'crashed 5 times in 2 minutes' }),
  ]),
  pid: Type.Union([Type.Integer(), Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
});
export type ProcessState = Static<typeof ProcessState>;

/** What a request from outside the server's process was answered last. Green stands for `answers` alone. */
export const Probe = Type.Union(
  [
    Type.Object({ kind: Type.Literal('asking') }, { description: 'nothing listens, or the first answer is awaited' }),
    Type.Object({ kind: Type.Literal('answers') }),
    Type.Object({ kind: Type.Literal('silent'), problem: Type.String({ description: 'one sentence for the owner' }) }),
  ],
  { description: 'what a request from outside the server was answered last' },
);
export type Probe = Static<typeof Probe>;

export const FfmpegAbility = Type.Object({
  version: Type.String({ description: 'as it calls itself' }),
  usable: Type.Boolean({ description: 'whether films can be converted with it' }),
  problem: Type.Union([Type.String(), Type.Null()], { description: 'one sentence for the owner' }),
  hardware: Type.Union([Type.String(), Type.Null()], { description: 'the chip that converts; null for the processor' }),
  conversions: Type.Integer({ description: 'how many films are converted at once at most' }),
});
export type FfmpegAbility = Static<typeof FfmpegAbility>;

export const SystemStatus = Type.Object({
  version: Type.String(),
  house: Type.Union([Type.Literal('set-up-needed'), Type.Literal('open'), Type.Literal('closed')]),
  isPaused: Type.Boolean({ description: 'open, and the owner wants nothing served for now' }),
  serverName: Type.String(),
  addresses: Type.Array(Type.String(), { description: 'URLs clients can open, best first' }),
  probe: Probe,
  server: ProcessState,
  worker: ProcessState,
  ffmpeg: Type.Union([Type.Intersect([Type.Object({ path: Type.String() }), FfmpegAbility]), Type.Null()], {
    description: 'null when there is none, or it does not run',
  }),
  warnings: Type.Array(Type.String(), { description: 'What is not as safe as it could be; one sentence each' }),
});
export type SystemStatus = Static<typeof SystemStatus>;

export const system = {
  'system.status': method({
    summary: 'What runs, where, and what needs attention',
    input: Type.Object({}),
    output: SystemStatus,
    failures: [],
  }),
  'system.about': method({
    summary: 'Versions of the parts, and where the data lies',
    input: Type.Object({}),
    output: Type.Object({
      version: Type.String(),
      parts: Type.Array(
        Type.Object({
          name: Type.String(),
          version: Type.String(),
          publishedOn: Type.Union([Type.String({ format: 'date' }), Type.Null()], {
            description: 'null where nothing on this computer tells',
          }),
        }),
        { description: 'what it is made of, itself first' },
      ),
      looksForUpdates: Type.Boolean({ description: 'whether it looks for newer versions by itself' }),
      lastUpdateLook: Type.Union(
        [Type.Object({ at: Type.String({ format: 'date-time' }), found: Type.String() }), Type.Null()],
        {
          description: 'when a newer version was last looked for since the start, and what was found',
        },
      ),
      system: Type.String({ description: 'the operating system with its release' }),
      dataFolder: Type.String(),
      logFolder: Type.String(),
    }),
    failures: [],
  }),
  'system.pause': method({
    summary: 'Serve nothing until resumed or started anew; what plays stops, nobody is signed out, scans go on',
    input: Type.Object({}),
    output: Type.Object({}),
    failures: ['not-open'],
  }),
  'system.resume': method({
    summary: 'Serve again after a pause',
    input: Type.Object({}),
    output: Type.Object({ addresses: Type.Array(Type.String()) }),
    failures: ['not-open', 'port-taken', 'database', 'weak-key', 'timeout'],
  }),
  'system.startUnit': method({
    summary: 'How to have this computer start Holdfast by itself when nobody starts it: a file and the commands for it',
    input: Type.Object({}),
    output: Type.Object({
      file: Type.Union([Type.Object({ path: Type.String(), text: Type.String() }), Type.Null()], {
        description: 'what to write first; null where a command is enough',
      }),
      commands: Type.Array(Type.String(), { description: 'to type one after the other' }),
    }),
    failures: [],
  }),
  'system.rename': method({
    summary: 'Give this server another name, as devices show it',
    input: Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) }),
    output: Type.Object({}),
    failures: ['bad-name'],
  }),
};
