import type { Figure, Scenario } from './scenario.ts';

/** A scenario's figures as a section of Markdown. */
export function section({ name, about }: Scenario, figures: readonly Figure[]): string {
  return [
    `## ${name}`,
    '',
    `${about[0]?.toUpperCase()}${about.slice(1)}.`,
    '',
    '| figure | unit | min | median | max | beside | to reach |',
    '|---|---|---:|---:|---:|---|---|',
    ...figures.map((figure) => {
      const { what, unit, min, median, max } = figure;
      return `| ${what} | ${unit} | ${show(min)} | ${show(median)} | ${show(max)} | ${beside(figure)} | ${reached(figure)} |`;
    }),
    '',
  ].join('\n');
}

/** Whether a figure is what it is to be; undefined where nothing is asked of it. */
export function isMet({ median, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return 'atMost' in target ? median <= target.atMost : median >= target.atLeast;
}

function reached(figure: Figure): string {
  const { median, target } = figure;
  if (!target) return '';
  const [sign, wanted, factor] =
    'atMost' in target
      ? ['≤', target.atMost, median / target.atMost]
      : ['≥', target.atLeast, target.atLeast / median];
  const bound = `${sign} ${wanted.toLocaleString('en')}`;
  return isMet(figure) ? `${bound}: met` : `${bound}: missed, ${show(factor)}×`;
}

function beside({ median, floor }: Figure): string {
  return floor ? `${show(median / floor.value)} × ${floor.what} (${show(floor.value)})` : '';
}

function show(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
