import { describe, expect, it } from 'vitest';
import type { Screen } from '../../../src/demo/screen.js';
import type { Stage } from '../../../src/demo/stage.js';
import { must, mustSay } from '../../../src/demo/steps/step.js';
import { playStory } from '../../../src/demo/story.js';

function tellInto(told: string[]): Screen {
  return { tell: (line, text) => told.push(`${line}: ${text}`), show() {}, hear() {} };
}

// these steps play without a stage
const stage = {} as Stage;

describe('a story', () => {
  it('is told step by step, and is true when every step went as told', async () => {
    const told: string[] = [];
    const steps = ['Go in', 'Come out'].map((title) => ({ title, play: async () => {} }));
    expect(await playStory(steps, stage, tellInto(told))).toBe(true);
    expect(told).toEqual([
      'step: 1. Go in',
      'step: 2. Come out',
      'success: All 2 steps went as told.',
    ]);
  });

  it('ends at the first step that does not go as told, names it and says why', async () => {
    const told: string[] = [];
    const steps = [
      { title: 'Go in', play: async () => must(false, 'the door is open') },
      { title: 'Come out', play: async () => {} },
    ];
    expect(await playStory(steps, stage, tellInto(told))).toBe(false);
    expect(told).toEqual([
      'step: 1. Go in',
      'failure: FAILED in step 1, "Go in": expected that the door is open',
    ]);
  });
});

describe('a claim on what a tool answered', () => {
  const answered = (text: string, code?: string) => ({ code, text, fields: {} });

  it('holds for the words alone, and for any without an error', () => {
    mustSay(answered('hello'), 'it greets', 'hello');
    mustSay(answered('whatever'), 'it answers');
  });

  it.each([
    ['other words', answered('good bye'), 'expected that it greets; the answer was "good bye"'],
    ['an error', answered('hello', 'X'), 'expected that it greets; the answer was X: hello'],
  ])('fails for %s, and tells them', (_, answer, sentence) => {
    expect(() => mustSay(answer, 'it greets', 'hello')).toThrow(sentence);
  });
});
