import type { ModifierChoice } from '@sippy/proto/web/order/v1/order';

/** Whether the same things were chosen, in whatever order. */
export function sameModifiers(some: readonly ModifierChoice[], others: readonly ModifierChoice[]): boolean {
  return keyOf(some) === keyOf(others);
}

function keyOf(
  choices: readonly { modifierId: string; quantity: number; modifiers?: ModifierChoice['modifiers'] }[],
): string {
  return choices
    .map(({ modifierId, quantity, modifiers }) => `${modifierId}*${quantity || 1}(${keyOf(modifiers ?? [])})`)
    .sort()
    .join();
}
