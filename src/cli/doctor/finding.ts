import type { Finding } from '../findings.js';

export const good = (about: string, sentence: string): Finding => {
  return { about, sentence, isProblem: false };
};

export const problem = (about: string, sentence: string): Finding => {
  return { about, sentence, isProblem: true };
};
