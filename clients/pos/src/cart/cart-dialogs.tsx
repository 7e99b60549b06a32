import type { MenuModifier } from '@sippy/proto/web/catalog/v1/catalog';
import { useMenu } from '../menu/use-menu.ts';
import type { Ask } from '../sell/use-ask.ts';
import type { CartLine } from './cart.ts';
import { useCart } from './cart-store.ts';
import { CompDialog, VoidDialog } from './count-dialogs.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { DiscountDialog } from './discount-dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { LineDialog } from './line-dialog.tsx';
import type { PricedCart, PricedCartLine } from './price-cart.ts';
import { PriceDialog } from './price-dialog.tsx';
import { WhyDialog } from './why-dialog.tsx';

/** What is open over the cart; an empty `lineId` means the order as a whole. */
export interface CartDialog {
  kind: 'line' | 'edit' | 'void' | 'comp' | 'price' | 'discount' | 'why' | 'details';
  lineId: string;
}

/** What every dialog over the cart is given. */
export interface CartDialogProps {
  dialog: CartDialog;
  priced: PricedCart;
  ask: Ask;
  open(dialog: CartDialog): void;
  onClose(): void;
  onHoldModifier(modifier: MenuModifier): void;
}

/** The dialog that is open over the cart. A line that has gone meanwhile, at another till, takes its dialog along. */
export function CartDialogs(props: CartDialogProps) {
  const { dialog, priced, ask, open, onClose } = props;
  const { index } = useMenu();
  const cart = useCart();
  const { lineId } = dialog;
  const line = cart.lines.find((one) => one.lineId === lineId);
  const of = priced.lines.find((one) => one.lineId === lineId);
  if (dialog.kind === 'why') return <WhyDialog priced={priced} lineId={lineId} onClose={onClose} />;
  if (dialog.kind === 'details') return <DetailsDialog ask={ask} onClose={onClose} />;
  if (dialog.kind === 'discount')
    return <DiscountDialog line={line} priced={of} ask={ask} onClose={onClose} />;
  if (!line || !of) return null;
  switch (dialog.kind) {
    case 'line':
      return <LineDialog line={line} priced={of} ask={ask} open={open} onClose={onClose} />;
    case 'void':
      return <VoidDialog line={line} priced={of} ask={ask} onClose={onClose} />;
    case 'comp':
      return <CompDialog line={line} priced={of} ask={ask} onClose={onClose} />;
    case 'price':
      return <PriceDialog line={line} priced={of} ask={ask} onClose={onClose} />;
    case 'edit': {
      const product = index.product(line.productId)?.product;
      if (!product) return null;
      const { onHoldModifier } = props;
      return (
        <EditDialog
          line={line}
          product={product}
          ask={ask}
          onClose={onClose}
          onHoldModifier={onHoldModifier}
        />
      );
    }
    default:
      return dialog.kind satisfies never;
  }
}

/** What a dialog about one line is given. */
export interface LineDialogProps {
  line: CartLine;
  priced: PricedCartLine;
  ask: Ask;
  onClose(): void;
}
