import { Spinner } from '@sippy/ui/components/spinner';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './state-panel.module.css';

const icons = { ok: CircleCheck, warn: CircleHelp, danger: CircleAlert };

/** One state in large words, with what can be done below. It takes the focus, so that it is read out when it comes. */
export function StatePanel(props: {
  kind: 'waiting' | 'ok' | 'warn' | 'danger';
  title: string;
  text?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** What Enter does while the state has just come and nothing else was chosen. */
  onEnter?: (() => void) | undefined;
}) {
  const { kind, title, text, children, actions, onEnter } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another state
  useEffect(() => heading.current?.focus(), [title]);
  const Icon = kind === 'waiting' ? undefined : icons[kind];
  return (
    <div className={`${styles.state} ${styles[kind] ?? ''}`}>
      <div className={styles.sign}>
        {Icon ? <Icon className={styles.icon} aria-hidden /> : <Spinner label={title} size="l" />}
      </div>
      <div className={styles.words} role="status">
        <h2
          ref={heading}
          className={styles.title}
          tabIndex={-1}
          // A key that is still held from the step before does not skip what is shown.
          onKeyDown={(event) => event.key === 'Enter' && !event.repeat && onEnter?.()}
        >
          {title}
        </h2>
        {text && <p className={styles.text}>{text}</p>}
      </div>
      {children}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
