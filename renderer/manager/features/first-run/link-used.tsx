import { Link2Off } from 'lucide-react';

export const LinkUsed = () => (
  <section role="alert" className="max-w-150">
    <Link2Off className="size-10 text-warn" />
    <h1 className="mt-4 text-page font-semibold tracking-tight text-balance">This link is used up or too old</h1>
    <p className="mt-1.5 text-read text-ink-2">
      It opens this page once and for a short time, so that nobody else can set up your server. Use the newest link that
      Holdfast printed where you started it. If there is none, start it again: it prints a new one.
    </p>
  </section>
);
