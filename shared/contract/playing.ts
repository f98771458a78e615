/** Who plays what now, and ending it. */
import { Type, type Static } from 'typebox';
import { Id, ItemKind, Moment, PlaybackMode } from '../lan/schemas.ts';
import { method } from './method.ts';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const Playing = Type.Object({
  id: Id,
  person: Type.Object({ id: Id, name: Type.String() }),
  device: Type.String({ description: 'as it called itself when it signed in' }),
  address: Type.String(),
  item: Nullable(
    Type.Object(
      {
        id: Id,
        kind: ItemKind,
        title: Type.String(),
        year: Nullable(Type.Integer()),
        holder: Nullable(Type.String({ description: 'the show of an episode, the artist of a track' })),
        season: Nullable(Type.Integer()),
        number: Nullable(Type.Integer({ description: 'of the episode or the track' })),
      },
      { description: 'null: it is no longer in the library' },
    ),
  ),
  mode: PlaybackMode,
  reasons: Type.Array(Type.String(), { description: 'why it is not sent as it is; one sentence each' }),
  rateBps: Nullable(
    Type.Integer({ description: 'bits a second of what is sent, on average; null while it is converted' }),
  ),
  positionMs: Type.Integer(),
  durationMs: Nullable(Type.Integer()),
  startedAt: Moment,
});
export type Playing = Static<typeof Playing>;

export const playing = {
  'playing.list': method({
    summary: 'Who plays what now, on which device, as it is or converted, and why',
    input: Type.Object({}),
    output: Type.Object({
      playing: Type.Array(Playing, { description: 'whoever began last comes first' }),
      lastDay: Type.Array(Type.Integer(), {
        minItems: 24,
        maxItems: 24,
        description:
          'how many people played something in each of the last 24 hours; the last one is the hour that runs',
      }),
    }),
    failures: [],
  }),
  'playing.stop': method({
    summary: 'End a playback at once; its device cannot take the same title up again for a minute',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    failures: ['no-such-playback', 'server-away'],
  }),
};
