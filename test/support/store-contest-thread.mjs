// A worker thread knows no TypeScript of its own.
import { tsImport } from 'tsx/esm/api';

await tsImport('./store-contestant.ts', import.meta.url);
