import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on standard error; silent where nobody watches. */
export interface ProgressBar {
  update(done: number, total: number, label: string): void;
  stop(): void;
}

export function createProgressBar(visible: boolean): ProgressBar {
  const shown = visible && process.stderr.isTTY;
  const bar = new SingleBar(
    { format: '{label} [{bar}] {value}/{total} {eta_formatted}', stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  );
  let started = '';
  let lastNoted = 0;
  return {
    update(done, total, label) {
      if (!visible) return;
      if (!shown) {
        // A line now and then where there is no terminal to draw on, such as in a log.
        if (done === total || Date.now() - lastNoted > 10_000)
          process.stderr.write(`${label} ${done}/${total}\n`);
        if (done === total || Date.now() - lastNoted > 10_000) lastNoted = Date.now();
        return;
      }
      if (started !== label) {
        if (started) bar.stop();
        bar.start(total, done, { label });
        started = label;
      }
      bar.setTotal(total);
      bar.update(done, { label });
    },
    stop() {
      if (started) bar.stop();
      started = '';
    },
  };
}
