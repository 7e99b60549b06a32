import { useEffect } from 'react';

const events = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/** Calls once nobody has touched the till for so long, in milliseconds; sleep of the machine counts too. */
export function useInactivity(afterMs: number, onIdle: () => void): void {
  useEffect(() => {
    let last = Date.now();
    const touched = () => {
      last = Date.now();
    };
    for (const event of events) document.addEventListener(event, touched, { capture: true, passive: true });
    const timer = setInterval(() => {
      if (Date.now() - last >= afterMs) onIdle();
    }, 1000);
    return () => {
      clearInterval(timer);
      for (const event of events) document.removeEventListener(event, touched, { capture: true });
    };
  }, [afterMs, onIdle]);
}
