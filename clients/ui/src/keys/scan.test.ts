import { expect, test } from 'vitest';
import { type ScanKey, scanGapMs, takeKey } from './scan.ts';

/** Types keys with so many milliseconds between them; returns what was heard as keys, and what as scans. */
function type(keys: readonly string[], gapMs: number, codes: readonly string[] = []) {
  let held: readonly ScanKey[] = [];
  const heard: string[] = [];
  const scans: string[] = [];
  keys.forEach((key, i) => {
    const step = takeKey(held, { key, code: codes[i] ?? '', at: i * gapMs, repeat: false });
    held = step.held;
    heard.push(...step.released.map((one) => one.key), ...(step.passes ? [key] : []));
    if (step.scanned !== undefined) scans.push(step.scanned);
  });
  return { heard, scans, held: held.map(({ key }) => key).join('') };
}

const card = 'SIPPY:1:482109357:ABCDEFGHIJKLMNOP:K';

test('a quick burst that ends with Enter is a scan, and nobody hears its keys', () => {
  expect(type([...card, 'Enter'], 4)).toEqual({ heard: [], scans: [card], held: '' });
  const withShift = [...card].flatMap((key) => (/[A-Z:]/.test(key) ? ['Shift', key] : [key]));
  expect(type([...withShift, 'Enter'], 4).scans).toEqual([card]);
});

test('what a hand types is heard key by key, however it ends', () => {
  expect(type([...'482109', 'Enter'], scanGapMs + 1)).toEqual({
    heard: [...'482109', 'Enter'],
    scans: [],
    held: '',
  });
});

test('words and short numbers are no scans, whoever types them', () => {
  for (const text of ['cappuccino', '12', '12345'])
    expect(type([...text, 'Enter'], 1)).toEqual({ heard: [...text, 'Enter'], scans: [], held: '' });
});

test('a burst without Enter, and a key that is held down, are heard', () => {
  expect(type([...'12345678', 'Escape'], 1).heard).toEqual([...'12345678', 'Escape']);
  const repeated = { key: '1', code: 'Digit1', at: 5, repeat: true };
  expect(takeKey([], repeated)).toEqual({ held: [], released: [], passes: true });
});

test('a scanner is understood where the layout of the keyboard is another', () => {
  const codes = [...'12345678'].map((digit) => `Digit${digit}`);
  expect(type([...'&é"\'(-è_', 'Enter'], 2, codes).scans).toEqual(['12345678']);
  const arabic = [...'١٢٣٤٥٦٧٨'];
  const letters = [...'ASDFGH'].map((letter) => `Key${letter}`);
  expect(type([...'شسيبلا', ...arabic, 'Enter'], 2, [...letters, ...codes]).scans).toEqual([
    'ASDFGH12345678',
  ]);
});
