import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Field, type FieldProps } from './field.tsx';

type PasswordFieldProps = Omit<FieldProps, 'type' | 'trailing'> & {
  /** Shown in clear from the start, as after generating one. */
  readonly startShown?: boolean;
};

export function PasswordField({ startShown = false, ...field }: PasswordFieldProps) {
  const [isShown, setShown] = useState(startShown);
  return (
    <Field
      spellCheck={false}
      autoCapitalize="none"
      {...field}
      type={isShown ? 'text' : 'password'}
      mono={isShown}
      trailing={
        <button
          type="button"
          aria-label={isShown ? 'Hide password' : 'Show password'}
          onClick={() => setShown(!isShown)}
          className="mr-1 grid size-9 flex-none place-items-center rounded-control text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:mr-0 pointer-coarse:size-11"
        >
          {isShown ? <EyeOff className="size-5" /> : <Eye className="size-5" />}
        </button>
      }
    />
  );
}
