import { Dices } from 'lucide-react';
import { useState } from 'react';
import { generatePassword } from '../../shared/generate-password.ts';
import { checkPassword, estimateStrength, minimumLength, type PasswordRole } from '../../shared/password-policy.ts';
import { Button } from './button.tsx';
import { PasswordField } from './password-field.tsx';
import { StrengthMeter, type Strength } from './strength-meter.tsx';

type NewPasswordFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** Whose password it is: an owner's must be longer. */
  readonly forRole: PasswordRole;
  readonly accountName: string;
  readonly error?: string | null;
};

const WORDS = ['Falls at once', 'Weak', 'Fair', 'Strong', 'Very strong'] as const;
/** A password we would refuse never looks good, however hard it is to guess. */
const REFUSED_AT_MOST = 2;

/** Choosing a password: how strong it is while typing, and a button that makes one. */
export function NewPasswordField({ label, value, onValue, forRole, accountName, error = null }: NewPasswordFieldProps) {
  const [generation, setGeneration] = useState(0);
  return (
    <PasswordField
      // Remounted after each generated one, so that it is shown and can be written down.
      key={generation}
      startShown={generation > 0}
      label={label}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      autoComplete="new-password"
      error={error}
      below={
        <StrengthMeter
          {...strengthOf(value, forRole, accountName)}
          // The refusal below says it too, and more.
          {...(error === null ? {} : { words: '' })}
          beside={
            <Button
              size="s"
              variant="quiet"
              icon={<Dices className="size-4" />}
              className="-mr-2.5"
              onClick={() => {
                onValue(generatePassword(accountName));
                setGeneration(generation + 1);
              }}
            >
              Make one for me
            </Button>
          }
        />
      }
    />
  );
}

function strengthOf(password: string, role: PasswordRole, accountName: string): Strength {
  if (password === '') return { score: 0, words: `${minimumLength(role)} characters or more` };
  const score = estimateStrength(password);
  const verdict = checkPassword(password, { role, accountName, isKnown: () => false });
  if (verdict.ok) return { score, words: WORDS[score] };
  return { score: score > REFUSED_AT_MOST ? REFUSED_AT_MOST : score, words: verdict.reasons[0]?.message ?? WORDS[0] };
}
