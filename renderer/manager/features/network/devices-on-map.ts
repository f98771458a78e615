import type { Output } from '../../../../shared/contract/index.ts';
import type { NetworkFacts } from './network-words.ts';

export type MapDevice = {
  readonly key: string;
  readonly name: string;
  /** Who it is, or where. */
  readonly about: string;
  readonly state: 'watching' | 'idle' | 'banned';
  /** "The Salt Road", "idle", "shut out" */
  readonly words: string;
};

/** Who is on the map: who watches first, then who is signed in, then who is shut out. */
export function devicesOnMap(
  connected: Output<'network.connected'>['devices'],
  playing: Output<'playing.list'>['playing'],
  bans: NetworkFacts['bans'],
): MapDevice[] {
  const devices = connected.map(({ id, name, device, address }): MapDevice => {
    const plays = playing.find((one) => one.person.name === name && one.device === device && one.address === address);
    return {
      key: id,
      name: device,
      about: `${name} · ${address}`,
      ...(plays === undefined
        ? { state: 'idle', words: 'idle' }
        : { state: 'watching', words: plays.item?.title ?? 'watching' }),
    };
  });
  return [
    ...devices.filter(({ state }) => state === 'watching'),
    ...devices.filter(({ state }) => state === 'idle'),
    ...bans.map(({ address, seen }): MapDevice => {
      const [known] = seen;
      return {
        key: `ban ${address}`,
        name: known?.device ?? 'Unknown device',
        about: known === undefined ? address : `${known.name} · ${address}`,
        state: 'banned',
        words: 'shut out',
      };
    }),
  ];
}
