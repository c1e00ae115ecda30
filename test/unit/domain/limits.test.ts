import { describe, expect, it } from 'vitest';
import { agentIdFault, textFault } from '../../../src/domain/index.js';

describe('the limits of a text', () => {
  it('is 1,024 code units, not characters', () => {
    expect(textFault('x'.repeat(1024))).toBeNull();
    expect(textFault('x'.repeat(1025))).toContain('1024');
    expect(textFault('\u{1f600}'.repeat(512))).toBeNull();
    expect(textFault('\u{1f600}'.repeat(513))).toContain('1024');
  });

  it.each(['', ' ', 'grüße', '__proto__', '\n', '\u{1f600}'])('allows %j', (text) => {
    expect(textFault(text)).toBeNull();
  });

  it('excludes NUL and unpaired surrogates, which the original cannot read', () => {
    expect(textFault('a\0b')).toContain('NUL');
    expect(textFault('\ud800')).toContain('surrogate');
    expect(textFault('\udc00\ud800')).toContain('surrogate');
  });
});

describe('the limits of an agent id', () => {
  it('is 1 to 256 code units', () => {
    expect(agentIdFault('')).toContain('empty');
    expect(agentIdFault('x')).toBeNull();
    expect(agentIdFault('x'.repeat(256))).toBeNull();
    expect(agentIdFault('x'.repeat(257))).toContain('256');
  });

  it('excludes what a text excludes', () => {
    expect(agentIdFault('a\0')).toContain('NUL');
    expect(agentIdFault('\ud800')).toContain('surrogate');
  });
});
