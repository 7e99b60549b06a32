/** Messages that clients send and never receive. */
import type { DescMessage } from '@bufbuild/protobuf';
import type { Contracts } from '../contract.ts';

/** Full names of the messages that only requests hold: what a schema forbids in them can never break an answer. */
export function requestMessages({ rpcs }: Contracts): ReadonlySet<string> {
  const received = reached(rpcs.map(({ method }) => method.output));
  const sent = reached(rpcs.map(({ method }) => method.input));
  return new Set([...sent].filter((name) => !received.has(name)));
}

function reached(roots: readonly DescMessage[]): ReadonlySet<string> {
  const names = new Set<string>();
  const open = [...roots];
  for (let message = open.pop(); message !== undefined; message = open.pop()) {
    if (names.has(message.typeName)) continue;
    names.add(message.typeName);
    for (const field of message.fields) if (field.message) open.push(field.message);
  }
  return names;
}
