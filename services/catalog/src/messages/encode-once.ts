interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
}

/** A codec for messages that are sent many times: those with the same content, by `contentOf`, are encoded once. */
export function encodingOnce<T, C extends Codec<T>>(
  codec: C,
  contentOf: (message: T) => object | undefined,
): C {
  const known = new WeakMap<object, Uint8Array>();
  const encode = (message: T): { finish(): Uint8Array } => {
    const content = contentOf(message);
    if (!content) return codec.encode(message);
    let bytes = known.get(content);
    if (!bytes) {
      bytes = codec.encode(message).finish();
      known.set(content, bytes);
    }
    const encoded = bytes;
    return { finish: () => encoded };
  };
  return { ...codec, encode };
}
