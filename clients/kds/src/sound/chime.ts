/** Short tones, made here: one that rises for what is new, one level for an edit, one that falls for a cancellation. */
import type { News } from '../tickets/news.ts';

/** Makes a sound where the browser lets it. */
export interface Chime {
  /** Whether the browser lets this page sound; it wants to be touched once first. */
  ready(): boolean;
  /** Calls back when that changes; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** To be called from a touch or a key: from then on the page may sound. */
  allow(): void;
  play(news: News): void;
}

const tones: Readonly<Record<News, readonly number[]>> = {
  new: [659.25, 880],
  edited: [659.25, 659.25],
  cancelled: [659.25, 440],
};
const toneSeconds = 0.16;
/** A burst of orders is one sound. */
const pauseMs = 700;

/** Makes a chime. Nothing sounds before `allow`, unless the browser has been told to trust this page. */
export function createChime(): Chime {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let context: AudioContext | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  const audio = () => {
    if (!context) {
      context = new AudioContext();
      context.addEventListener('statechange', tell);
    }
    return context;
  };
  return {
    ready: () => audio().state === 'running',
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    allow() {
      if (audio().state !== 'running') void audio().resume();
    },
    play(news) {
      const nowMs = performance.now();
      if (nowMs - lastMs < pauseMs || audio().state !== 'running') return;
      lastMs = nowMs;
      for (const [i, frequency] of tones[news].entries()) sound(audio(), frequency, i * toneSeconds);
    },
  };
}

function sound(context: AudioContext, frequency: number, afterSeconds: number): void {
  const at = context.currentTime + afterSeconds;
  const tone = new OscillatorNode(context, { type: 'triangle', frequency });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.5, at + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + toneSeconds * 2);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + toneSeconds * 2);
}
