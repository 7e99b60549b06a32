/** Whether the server can be reached: known within three seconds of a cut, and at the first answer after it. */

/** Whether the server answers, and since when that is so. */
export interface ConnectionState {
  online: boolean;
  since: Date;
}

/** Watches the connection. One a page. */
export interface Connection {
  state(): ConnectionState;
  /** Calls back after each change; returns what ends that. For React's useSyncExternalStore. */
  subscribe(listener: () => void): () => void;
  /** Takes in how a call ended: `true` for any answer of the server, `false` if none came. A failure is checked at once. */
  report(ok: boolean): void;
  start(): void;
  stop(): void;
}

/** Where and how often the server is asked; the two times, in milliseconds, add up to how late a cut is seen at most. */
export interface ConnectionOptions {
  probeUrl?: string;
  everyMs?: number;
  timeoutMs?: number;
}

/** Makes the watch; `start` begins it. Online until something says otherwise. */
export function createConnection(options: ConnectionOptions = {}): Connection {
  const { probeUrl = '/healthz', everyMs = 1300, timeoutMs = 1200 } = options;
  const listeners = new Set<() => void>();
  let state: ConnectionState = { online: true, since: new Date() };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let probe: AbortController | undefined;
  let running = false;

  const set = (online: boolean) => {
    if (online === state.online) return;
    state = { online, since: new Date() };
    for (const listener of listeners) listener();
  };

  const check = async () => {
    clearTimeout(timer);
    const mine = new AbortController();
    probe = mine;
    const signal = AbortSignal.any([mine.signal, AbortSignal.timeout(timeoutMs)]);
    const began = Date.now();
    const ok = await fetch(probeUrl, { method: 'GET', cache: 'no-store', signal }).then(
      (response) => response.ok,
      () => false,
    );
    // Stopped, or another check has begun since.
    if (!running || probe !== mine) return;
    probe = undefined;
    set(ok);
    // Counted from the beginning, so that a slow failure delays nothing; a gateway that refuses at once is not hammered.
    timer = setTimeout(check, Math.max(everyMs - (Date.now() - began), everyMs / 4));
  };
  const checkNow = () => {
    probe?.abort();
    void check();
  };

  const cut = () => set(false);

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    report(ok) {
      if (ok) set(true);
      else if (!running) set(false);
      // The check under way will tell; starting it anew with each of many failed calls would never end it.
      else if (!probe) void check();
    },
    start() {
      if (running) return;
      running = true;
      globalThis.addEventListener?.('offline', cut);
      globalThis.addEventListener?.('online', checkNow);
      checkNow();
    },
    stop() {
      running = false;
      clearTimeout(timer);
      probe?.abort();
      probe = undefined;
      globalThis.removeEventListener?.('offline', cut);
      globalThis.removeEventListener?.('online', checkNow);
    },
  };
}
