import { connect, type Sippy } from '@sippy/sdk/web';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { SignIn } from './sign-in.tsx';

const Accounts = lazy(async () => ({ default: (await import('./accounts.tsx')).Accounts }));

/** The owner's page: signed in, or not. The session lives in memory: a reload asks again. */
export function App() {
  const [sippy, setSippy] = useState<Sippy>();
  const queries = useQueryClient();
  const end = () => {
    queries.clear();
    setSippy(undefined);
  };
  const signIn = async (email: string, password: string) => {
    const next = connect({ url: location.origin, onSession: (session) => !session && end() });
    await next.signIn({ email, password });
    setSippy(next);
  };
  if (!sippy) return <SignIn onSignIn={signIn} />;
  return (
    <Suspense fallback={null}>
      <Accounts sippy={sippy} onSignOut={() => void sippy.signOut().catch(end)} />
    </Suspense>
  );
}
