interface Told {
  readonly sequence: bigint;
  readonly message: object;
}

/** Messages that many calls are answered with, with their bytes once one of them was. */
const shared = new WeakMap<object, Buffer | undefined>();

/**
 * Makes the message about a thing once for all calls that are answered with it, on a stream those at the same sequence; it
 * is encoded once, too. So it must not be changed. A thing is remembered with the last sequence that it was told with.
 */
export function tellOnce<Thing extends object, Message extends object>(
  make: (thing: Thing, sequence: bigint) => Message,
): (thing: Thing, sequence?: bigint) => Message {
  const made = new WeakMap<Thing, Told>();
  return (thing, sequence = 0n) => {
    const known = made.get(thing);
    if (known?.sequence === sequence) return known.message as Message;
    const message = make(thing, sequence);
    shared.set(message, undefined);
    made.set(thing, { sequence, message });
    return message;
  };
}

/** A message's bytes: those of an earlier call if it is shared. */
export function encodedOnce(message: object, encode: (message: object) => Buffer): Buffer {
  const known = shared.get(message);
  if (known) return known;
  const bytes = encode(message);
  if (shared.has(message)) shared.set(message, bytes);
  return bytes;
}
