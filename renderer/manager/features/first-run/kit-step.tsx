import { Download, Printer } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { QrCode } from '../../../ui/qr-code.tsx';
import { saveKit } from '../../save-kit.ts';
import { confirmKit, skipKit, STEPS, type Kit } from './store.ts';

type KitStepProps = { readonly kit: Kit; readonly problem: string | null; readonly isSending: boolean };

/** The kit, once, and the question that shows it was kept. The account is made by now, so there is no way back. */
export function KitStep({ kit, problem, isSending }: KitStepProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const [letters, setLetters] = useState('');
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void confirmKit(letters);
  };
  return (
    <>
      <form ref={form} noValidate onSubmit={submit} className="flex flex-1 flex-col print:hidden">
        <div className="flex-1 pb-8">
          <p className="text-small font-medium text-ink-3 tabular-nums">
            Step {STEPS.indexOf('kit') + 1} of {STEPS.length}
          </p>
          <h1 ref={heading} tabIndex={-1} className="mt-1.5 text-page font-semibold tracking-tight text-balance">
            Keep your recovery kit
          </h1>
          <p className="mt-1.5 max-w-150 text-read text-ink-2">
            Holdfast backs itself up every day and locks each backup. If this computer is lost, this key alone opens
            them on another. It is shown now and never again.
          </p>
          <div className="mt-8 flex max-w-180 flex-col gap-6 rounded-card border border-border bg-surface p-5 sm:flex-row">
            <QrCode
              text={kit.identity}
              label="The key as a QR code"
              className="w-40 flex-none self-center sm:self-start"
            />
            <div className="min-w-0">
              <p className="font-mono text-label break-all select-all">{kit.identity}</p>
              <p className="mt-3 text-body text-ink-2">
                Whoever has it can read your backups: keep it where you keep your passport, and not on this computer.
              </p>
              <div className="mt-4 flex flex-wrap gap-3">
                <Button icon={<Printer className="size-4" />} onClick={() => window.print()}>
                  Print
                </Button>
                <Button icon={<Download className="size-4" />} onClick={() => saveKit(kit.text)}>
                  Save as a file
                </Button>
              </div>
            </div>
          </div>
          <Field
            className="mt-6 max-w-110"
            label={`Letters of group ${kit.group}`}
            name="kit-group"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            mono
            maxLength={16}
            value={letters}
            onChange={(event) => setLetters(event.target.value)}
            help="On what you printed or saved the key stands in numbered groups too. Typing one shows that you have it."
            error={problem}
          />
        </div>
        <footer className="flex items-center justify-end gap-3 border-t border-border pt-6">
          <Button size="l" variant="quiet" onClick={skipKit}>
            Go on without it
          </Button>
          <Button type="submit" variant="primary" size="l" className="min-w-33" busy={isSending ? 'Checking' : null}>
            I kept it
          </Button>
        </footer>
      </form>
      <section className="hidden print:block" aria-hidden>
        <pre className="font-mono text-small break-all whitespace-pre-wrap">{kit.text}</pre>
        <QrCode text={kit.identity} label="The key as a QR code" className="mt-6 w-48" />
      </section>
    </>
  );
}
