import { isUtf8 } from 'node:buffer';
import { configureTextEncoding } from '@bufbuild/protobuf/wire';
import type { Message } from './constraints.ts';
import type { MethodDefinition } from './definition.ts';
import { malformedRequest } from './refusal.ts';

const encoder = new TextEncoder();
// Texts that are not UTF-8 are refused instead of being changed.
configureTextEncoding({
  encodeUtf8: (text) => encoder.encode(text),
  encodeUtf8Into: (text, into) => encoder.encodeInto(text, into),
  decodeUtf8: (bytes) => {
    if (!isUtf8(bytes)) throw new NotUtf8();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  },
  checkUtf8: (text) => text.isWellFormed(),
});

class NotUtf8 extends Error {}

/** Decodes a request; throws INVALID_ARGUMENT for bytes that are no such message. */
export function decodeRequest(method: MethodDefinition, bytes: Uint8Array): Message {
  try {
    return method.requestType.decode(bytes) as Message;
  } catch (error) {
    throw malformedRequest(error instanceof NotUtf8 ? 'a text is not UTF-8' : 'its bytes cannot be read');
  }
}
