import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepStrayEnter, type StrayEnter } from './stray-enter.ts';

let page: EventTarget;
let stray: StrayEnter;
let heard: string[];
beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  heard = [];
  stray = keepStrayEnter(page);
  page.addEventListener('keydown', (event) => heard.push((event as KeyboardEvent).key));
});
afterEach(() => vi.useRealTimers());

function press(key: string, repeat = false): void {
  page.dispatchEvent(Object.assign(new Event('keydown', { cancelable: true }), { key, repeat }));
}

test('the first Enter after a PIN is kept however long it is held, and the second one counts', () => {
  press('Enter');
  stray.signedIn();
  vi.advanceTimersByTime(5_000);
  press('Enter', true);
  expect(heard).toEqual([]);
  press('Enter');
  expect(heard).toEqual(['Enter']);
});

test('an Enter counts once another key was pressed or the screen was touched', () => {
  press('2');
  press('Enter');
  expect(heard).toEqual(['2', 'Enter']);
  stray = keepStrayEnter(page);
  page.dispatchEvent(new Event('pointerdown'));
  press('Enter');
  expect(heard).toEqual(['2', 'Enter', 'Enter']);
});

test('it is waited for while signing in takes, and a second after', () => {
  vi.advanceTimersByTime(10_000);
  stray.signedIn();
  vi.advanceTimersByTime(1_001);
  press('Enter');
  expect(heard).toEqual(['Enter']);
});

test('after a wrong PIN Enter counts at once', () => {
  stray.end();
  press('Enter');
  expect(heard).toEqual(['Enter']);
});
