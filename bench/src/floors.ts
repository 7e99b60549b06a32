import type { BenchSystem } from './bench-system.ts';
import { bareCalls } from './floors/bare-calls.ts';
import { barePlaces } from './floors/bare-places.ts';
import { barePublishes } from './floors/bare-publishes.ts';

/** What the parts do without Sippy, on the same machine at the same time: each is measured once, when it is first asked for. */
export interface Floors {
  /** Calls through the gateway to a handler that does nothing. */
  call(): ReturnType<typeof bareCalls>;
  /** The place-order statement alone. */
  place(): ReturnType<typeof barePlaces>;
  /** Events published to a stream, in windows as the relay does it. */
  publish(): ReturnType<typeof barePublishes>;
}

/** Floors of a system that runs. */
export function floorsOf(system: BenchSystem, seconds: number): Floors {
  let call: ReturnType<Floors['call']> | undefined;
  let place: ReturnType<Floors['place']> | undefined;
  let publish: ReturnType<Floors['publish']> | undefined;
  return {
    call: () => (call ??= bareCalls(seconds)),
    place: () => (place ??= barePlaces(system, seconds)),
    publish: () => (publish ??= barePublishes(system.natsUrl, seconds)),
  };
}
