const cleanups: (() => Promise<unknown> | unknown)[] = [];

/** Run after the file's last test, last given first. */
export function cleanup(work: () => Promise<unknown> | unknown): void {
  cleanups.push(work);
}

/** Runs what was given until now. A process runs several files: their setup calls this at the end of each. */
export async function runCleanups(): Promise<void> {
  for (const work of cleanups.splice(0).reverse()) await work();
}
