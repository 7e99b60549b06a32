import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import styles from './receipt.module.css';

const millimetresPerPixel = 25.4 / 96;

/** Prints a receipt and nothing else, on a strip of paper 80 mm wide that is as long as the receipt. */
export function PrintedReceipt({ text, onPrinted }: { text: string; onPrinted(): void }) {
  const paper = useRef<HTMLPreElement>(null);
  const done = useRef(onPrinted);
  useEffect(() => {
    const sheet = pageSheet(paper.current?.offsetHeight ?? 0);
    document.adoptedStyleSheets.push(sheet);
    // Called in a moment of its own: printing stops the page until its dialog closes.
    const timer = setTimeout(() => {
      window.print();
      done.current();
    }, 0);
    return () => {
      clearTimeout(timer);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  }, []);
  return createPortal(
    <pre ref={paper} className={styles.paper} data-print dir="ltr" aria-hidden="true">
      {text}
    </pre>,
    document.body,
  );
}

/** How long the page is cannot be said in a style sheet that is there before the receipt is. */
function pageSheet(heightPx: number): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  const height = Math.max(80, Math.ceil(heightPx * millimetresPerPixel) + 12);
  sheet.replaceSync(`@page receipt { size: 80mm ${height}mm; margin: 4mm; }`);
  return sheet;
}
