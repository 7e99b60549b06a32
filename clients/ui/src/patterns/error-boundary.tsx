import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';

/** Stands in for what failed to draw, with a button that loads the page anew. React asks for a class here. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const { t } = useTranslation('ui');
  return (
    <main role="alert">
      <EmptyState
        title={t('failed.title')}
        action={
          <Button variant="primary" size="l" onClick={() => location.reload()}>
            {t('failed.reload')}
          </Button>
        }
      >
        {t('failed.text')}
      </EmptyState>
    </main>
  );
}
