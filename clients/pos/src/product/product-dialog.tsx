import type { MenuModifier, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { Kbd } from '@sippy/ui/components/kbd';
import { QuantityStepper } from '@sippy/ui/components/stepper';
import { formatMoney } from '@sippy/ui/format/money';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CartLine, type LineDraft, MAX_QUANTITY } from '../cart/cart.ts';
import { useLongPress } from '../menu/use-long-press.ts';
import { useMenu } from '../menu/use-menu.ts';
import { startOfMinute, useMinute } from '../till/minute.ts';
import { useTill } from '../till/till.tsx';
import { openGroups, tap } from './choices.ts';
import { type Draft, draftAmount, draftOf, firstMissing, lineDraft, newDraft } from './draft.ts';
import { lastChoice, rememberChoice } from './last-choice.ts';
import { NoteAndCourse } from './note-and-course.tsx';
import { OptionGroup } from './option-group.tsx';
import { useOptionGroups } from './option-groups.ts';
import styles from './product-dialog.module.css';
import { useProductKeys } from './use-product-keys.ts';

/** What is chosen, and what for. */
export interface ProductDialogProps {
  product: MenuProduct;
  /** The line that is changed; missing for a new one. */
  line?: CartLine | undefined;
  /** The server is being asked for the change. */
  busy?: boolean;
  onDone(draft: LineDraft): void;
  onClose(): void;
  /** A modifier was held: to take it off sale or bring it back. */
  onHoldModifier(modifier: MenuModifier): void;
}

/** Variant, modifiers, quantity, note and course of a product. */
export function ProductDialog(props: ProductDialogProps) {
  const { product, line, busy = false, onDone, onClose, onHoldModifier } = props;
  const { t, i18n } = useTranslation('pos');
  const { index } = useMenu();
  const { currencyCode } = useTill();
  const at = startOfMinute(useMinute());
  const [draft, setDraft] = useState<Draft>(() =>
    line ? draftOf(product, index, line) : newDraft(product, index, at),
  );
  const [asked, setAsked] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const groups = useOptionGroups(product, draft, at);
  const missing = firstMissing(product, index, draft);
  const last = line ? undefined : lastChoice(product.productId);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const tapOption = (option: string) => {
    const [parentId = '', id = ''] = option.split('/');
    if (parentId === 'variant') return change({ variantId: id });
    setDraft((before) => {
      const open = openGroups(product, index, before.choices).find(
        (one) => one.parentId === parentId && one.group.modifiers.some(({ modifierId }) => modifierId === id),
      );
      const modifier = open?.group.modifiers.find(({ modifierId }) => modifierId === id);
      if (!open || !modifier) return before;
      return { ...before, choices: tap(product, index, before.choices, open, modifier, at) };
    });
  };
  const finish = (chosen: LineDraft) => {
    rememberChoice(chosen);
    onDone(chosen);
  };
  const submit = () => {
    if (!missing) return finish(lineDraft(product, index, draft));
    setAsked(true);
    body.current?.querySelector('[data-missing]')?.scrollIntoView({ block: 'nearest' });
    body.current?.querySelector<HTMLElement>('[data-missing] button')?.focus();
  };
  const options = groups.flatMap((group) => group.options);
  useProductKeys(body, {
    onOption: (key) => {
      const option = options.find(({ shortcut }) => shortcut === key);
      if (option) tapOption(option.id);
      return option !== undefined;
    },
    onStep: (step) => change({ quantity: Math.min(Math.max(draft.quantity + step, 1), MAX_QUANTITY) }),
    onAgain: () => last && finish(last),
  });
  const modifierOf = (target: EventTarget) =>
    target instanceof Element ? target.closest<HTMLElement>('[data-option]')?.dataset.option : undefined;
  const held = useLongPress(modifierOf, (option) => {
    const modifier = modifierById(option.split('/')[1] ?? '');
    if (modifier) onHoldModifier(modifier);
  });
  const price = formatMoney({ currencyCode, minor: draftAmount(product, index, draft, at) }, i18n.language);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={product.name}
      size="l"
      initialFocus={add}
      footer={
        <div className={styles.footer}>
          <QuantityStepper
            label={t('product.quantity')}
            value={draft.quantity}
            min={1}
            max={MAX_QUANTITY}
            onChange={(quantity) => change({ quantity })}
          />
          {last && (
            <Button size="l" onClick={() => finish(last)}>
              {t('product.again')} <Kbd>=</Kbd>
            </Button>
          )}
          <Button
            ref={add}
            variant="primary"
            size="l"
            busy={busy}
            className={styles.add ?? ''}
            onClick={submit}
          >
            {t(line ? 'product.change' : 'product.add', { price })}
          </Button>
        </div>
      }
    >
      <div
        ref={body}
        className={styles.body}
        {...held.handlers}
        onClickCapture={(event) => {
          if (held.wasHeld()) event.stopPropagation();
        }}
      >
        {groups.map(({ key, ...group }) => (
          <OptionGroup key={key} {...group} missing={asked && group.missing} onTap={tapOption} />
        ))}
        <NoteAndCourse note={draft.note} course={draft.course} onChange={change} />
      </div>
    </Dialog>
  );

  function modifierById(id: string): MenuModifier | undefined {
    return index.menu.modifierGroups
      .flatMap(({ modifiers }) => modifiers)
      .find(({ modifierId }) => modifierId === id);
  }
}
