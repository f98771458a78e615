import { useRef, useState, type FormEvent } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Field } from '../../../ui/field.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { bridge } from '../../bridge.ts';

const LONGEST = 60;

export function NameCard({ name }: { readonly name: string }) {
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const save = async () => {
    if (typed.trim() === '') return setProblem('Give this server a name.');
    setSaving(true);
    const result = await bridge.call('system.rename', { name: typed });
    setSaving(false);
    if (!result.ok) return setProblem(result.failure.message);
    showToast({ status: 'ok', text: `This server is called ${typed.trim()} now` });
    // The button it may be on is about to go.
    field.current?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save();
  };
  return (
    <Card title="Name">
      <form noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field
          ref={field}
          label="Name of this server"
          value={typed}
          maxLength={LONGEST}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(null);
          }}
          help="Devices in your home show it when somebody signs in."
          error={problem}
        />
        {typed.trim() === name ? null : (
          <Button type="submit" className="self-start" busy={isSaving ? 'Saving' : null}>
            Save name
          </Button>
        )}
      </form>
    </Card>
  );
}
