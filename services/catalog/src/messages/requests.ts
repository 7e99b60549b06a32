import { newId } from '@sippy/kit/ids';
import type { ModifierGroup, Variant } from '@sippy/proto/catalog/v1/catalog';

/** Variants with an id each: their own, or a new one. */
export function withIds(variants: readonly Variant[]): Variant[] {
  return variants.map((variant) => ({ ...variant, variantId: variant.variantId || newId() }));
}

/** A group as a request has it, with all ids there and the organisation that it is of. */
export function ownGroup(group: ModifierGroup, organisationId: string): ModifierGroup {
  const modifiers = group.modifiers.map((modifier) => ({
    ...modifier,
    modifierId: modifier.modifierId || newId(),
  }));
  const modifierGroupId = group.modifierGroupId || newId();
  return { ...group, modifierGroupId, organisationId, modifiers, version: 1n };
}
