import type { MenuModifier, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';

/** What `AvailabilityDialog` needs: a product or a modifier, as the menu has it. */
export interface AvailabilityDialogProps {
  product?: MenuProduct | undefined;
  modifier?: MenuModifier | undefined;
  onClose(): void;
  /** Something went off sale or came back. */
  onChanged?(): void;
}

/** Takes a product or a modifier off sale, for now or up to a time, and brings it back. */
export function AvailabilityDialog(_props: AvailabilityDialogProps) {
  return null;
}
