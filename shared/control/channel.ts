/** One end of the private channel between the manager and a child, typed by what goes each way. */
export type Channel<In, Out> = {
  readonly send: (message: Out) => void;
  readonly onMessage: (handle: (message: In) => void) => void;
  /** The other end is gone: a house that cannot be locked does not stay open, so the child ends. */
  readonly onClosed: (handle: () => void) => void;
};

/** The channel of a child to the manager that started it. Throws when the process was started by hand. */
export function channelToManager<In, Out>(): Channel<In, Out> {
  if (!process.send) throw new Error('This program is started by Holdfast itself. Run: npx holdfast serve');
  const send = process.send.bind(process);
  return {
    send: (message) => {
      if (process.connected) send(message);
    },
    onMessage: (handle) => void process.on('message', (message) => handle(message as In)),
    onClosed: (handle) => void process.on('disconnect', handle),
  };
}
