import type { DecodedWindow } from './tail.ts';
import type { Subscriber } from './tail-subscriber.ts';

/** Those who get the reader's windows; each is troubled only with what it follows. */
export interface Audience {
  add(subscriber: Subscriber): void;
  delete(subscriber: Subscriber): void;
  size(): number;
  /** Hands a window to those whom any of its events concerns. */
  push(window: DecodedWindow): void;
}

/** Makes an empty audience. */
export function makeAudience(): Audience {
  const members = new Set<Subscriber>();
  const ofEverything = new Set<Subscriber>();
  const byTopic = new Map<string, Set<Subscriber>>();
  return {
    add(subscriber) {
      members.add(subscriber);
      if (!subscriber.topics) ofEverything.add(subscriber);
      for (const topic of subscriber.topics ?? []) {
        const followers = byTopic.get(topic);
        if (followers) followers.add(subscriber);
        else byTopic.set(topic, new Set([subscriber]));
      }
    },
    delete(subscriber) {
      members.delete(subscriber);
      ofEverything.delete(subscriber);
      for (const topic of subscriber.topics ?? []) {
        const followers = byTopic.get(topic);
        followers?.delete(subscriber);
        if (followers?.size === 0) byTopic.delete(topic);
      }
    },
    size: () => members.size,
    push(window) {
      if (window.events.length === 0) return;
      const wanted = new Map<Subscriber, DecodedWindow['events'][number][]>();
      for (const entry of window.events) {
        for (const topic of [entry.event.cafeId, entry.event.aggregateId]) {
          for (const subscriber of byTopic.get(topic) ?? []) {
            const events = wanted.get(subscriber);
            if (!events) wanted.set(subscriber, [entry]);
            else if (events.at(-1) !== entry) events.push(entry);
          }
        }
      }
      for (const subscriber of ofEverything) subscriber.push(window);
      for (const [subscriber, events] of wanted) subscriber.push({ ...window, events });
    },
  };
}
