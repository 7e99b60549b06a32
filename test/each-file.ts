/** Runs before each test file, also of those that share a process and with it all modules but this one. */
import { afterAll } from 'vitest';
import { runCleanups } from '../services/kit/test/cleanup.ts';

afterAll(runCleanups);
