import type { BenchCafes } from './bench-cafes.ts';
import type { BenchSystem } from './bench-system.ts';
import { bareCalls } from './floors/bare-calls.ts';
import { barePlaces } from './floors/bare-places.ts';
import { barePublishes } from './floors/bare-publishes.ts';

/** What the parts do without Sippy, on the same machine at the same time: each is measured once, when it is first asked for. */
export interface Floors {
  /** Calls through the gateway to a handler that does nothing, by nobody and over as few connections as the load needs. */
  call(): ReturnType<typeof bareCalls>;
  /** The same by the tills of the bench: each signed in and over its own connection, as in a sale. */
  tillCall(): ReturnType<typeof bareCalls>;
  /** The place-order statement alone. */
  place(): ReturnType<typeof barePlaces>;
  /** Events published to a stream, in windows as the relay does it. */
  publish(): ReturnType<typeof barePublishes>;
}

const fewConnections = { connections: 4 };

/** Floors of a system that runs. */
export function floorsOf(system: BenchSystem, { cafes }: BenchCafes, seconds: number): Floors {
  let call: ReturnType<Floors['call']> | undefined;
  let tillCall: ReturnType<Floors['tillCall']> | undefined;
  let place: ReturnType<Floors['place']> | undefined;
  let publish: ReturnType<Floors['publish']> | undefined;
  const tills = {
    connections: cafes.length,
    signedIn: { token: async (n: number) => (await cafes[n]?.token()) ?? '', jwksFile: system.jwksFile },
  };
  return {
    call: () => (call ??= bareCalls(seconds, fewConnections)),
    tillCall: () => (tillCall ??= bareCalls(seconds, tills)),
    place: () => (place ??= barePlaces(system, seconds)),
    publish: () => (publish ??= barePublishes(system.natsUrl, seconds)),
  };
}
