import { Button } from '@sippy/ui/components/button';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import type { ReactNode } from 'react';
import styles from './screen-frame.module.css';

/** A screen that stands in the place of the sale. */
export interface ScreenFrameProps {
  title: string;
  /** The word on the button that leads back. */
  back: string;
  backDisabled?: boolean;
  onBack(): void;
  /** Beside the title. */
  beside?: ReactNode;
  children: ReactNode;
}

/** A screen's head with the way back, over what it shows. */
export function ScreenFrame(props: ScreenFrameProps) {
  const { title, back, backDisabled, onBack, beside, children } = props;
  return (
    <main className={styles.screen} data-toasts="end" aria-label={title}>
      <header className={styles.header}>
        <Button
          variant="quiet"
          size="l"
          icon={<ArrowLeft className={styles.back} aria-hidden />}
          disabled={backDisabled}
          onClick={onBack}
        >
          {back}
        </Button>
        <h1 className={styles.title}>{title}</h1>
        {beside}
      </header>
      {children}
    </main>
  );
}
