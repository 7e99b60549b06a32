import { type ReactNode, useEffect, useRef, useState } from 'react';

/** What may be higher than its room: while it is, the keyboard reaches it, so that the arrow keys can scroll. */
export function ScrollArea({ className, children }: { className?: string | undefined; children: ReactNode }) {
  const area = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => setScrolls(element.scrollHeight > element.clientHeight));
    watcher.observe(element);
    for (const child of element.children) watcher.observe(child);
    return () => watcher.disconnect();
  }, []);
  return (
    <div ref={area} className={className} tabIndex={scrolls ? 0 : undefined}>
      {children}
    </div>
  );
}
