/** A page of one button that says how often it was tapped. */
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Button() {
  const [count, setCount] = useState(0);
  return createElement('button', { type: 'button', onClick: () => setCount(count + 1) }, `Tapped ${count}`);
}

const root = document.getElementById('root');
if (root) createRoot(root).render(createElement(Button));
