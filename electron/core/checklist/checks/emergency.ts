// Whether everybody at home knows what to do when something happens, before it does.
import { auditOf } from '../../audit/index.ts';
import { readCard } from '../../incident/index.ts';
import { isBelievable, readHouse } from '../../kernel/index.ts';
import { ago, check, count, DAY_MS, pass, some, warn } from '../check.ts';
import type { Look } from '../look.ts';

/** REQUIREMENTS, INC-14. */
const PRACTISED_WITHIN_MS = 90 * DAY_MS;

/** When closing was last practised and went well, and when the house was last closed in earnest; ms since 1970. */
const lastPractice = (look: Look) =>
  look.readManager((db) => {
    const practised = auditOf(db, ['incident.practised'], 0).filter(
      ({ detail }) => (JSON.parse(detail) as { passed: boolean }).passed,
    );
    const closedAt = db.prepare<[], number | null>('SELECT max(opened_at) FROM incident').pluck().get() ?? null;
    return { practisedAt: practised.at(-1)?.at ?? null, closedAt, setUpAt: readHouse(db).setUpAt ?? look.now };
  });

export const EMERGENCY = [
  check({
    id: 'INC-14',
    group: 'emergency',
    title: 'Closing the house was practised within 90 days',
    wrong: 'Nobody practised closing the house for 90 days',
    severity: 'low',
    why: 'Who closes the house for the first time when somebody is in does not know what comes next.',
    observe: async (look) => lastPractice(look),
    judge({ practisedAt, closedAt, setUpAt }, now) {
      const isRecent = (at: number | null): at is number =>
        at !== null && isBelievable(at, now) && now - at <= PRACTISED_WITHIN_MS;
      if (isRecent(practisedAt)) return pass(`Practised on a copy of the house ${ago(now - practisedAt)}, and it went well.`); // prettier-ignore
      if (isRecent(closedAt)) return pass(`The house itself was closed ${ago(now - closedAt)}.`);
      if (isRecent(setUpAt)) return pass(`Not yet; the house was set up ${ago(now - setUpAt)}.`);
      return warn(`${practisedAt === null ? 'Never practised' : `Last practised ${ago(now - practisedAt)}`}. Press Practise under Emergency: it is done on a copy, and nobody notices.`); // prettier-ignore
    },
  }),
  check({
    id: 'INC-16',
    group: 'emergency',
    title: 'The emergency card is filled in',
    wrong: 'The emergency card is empty',
    severity: 'low',
    why: 'When somebody is in, nobody has the time to look for the number to call or the switch of the router.',
    // The file itself, as somebody finds it who has nothing else left.
    observe: async ({ house }) => readCard(house.data.emergencyCard),
    judge(card) {
      const filled = Object.entries(card).filter(([, text]) => text !== '');
      return filled.length === 0
        ? warn('Nothing stands on it. Fill it in under Emergency, and print it.')
        : pass(`${count(filled.length, 'part')} of ${Object.keys(card).length} filled in: ${some(filled.map(([name]) => name))}.`); // prettier-ignore
    },
  }),
];
