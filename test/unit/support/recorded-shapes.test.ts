import { describe, expect, it } from 'vitest';
import { shapeDifferences, shapeNameOf } from '../../support/recorded-shapes.js';

const SHAPES = {
  told: { type: 'string', text: 'null|string', 'more?': 'number' },
  'item_started Message': { type: 'string', item: 'object', 'item.type': 'string' },
};

const told = { type: 'told', text: 'x' };

describe('the fields of an event', () => {
  it('are those of its type, and of the type of its item', () => {
    const started = { type: 'item_started', item: { type: 'Message' } };
    expect(shapeNameOf(started)).toBe('item_started Message');
    expect(shapeDifferences(SHAPES, [told, { ...told, text: null }, started])).toEqual([]);
  });

  it.each([
    ['that is missing', { type: 'told' }, 'text', 'null|string', undefined],
    ['that is new', { ...told, other: true }, 'other', undefined, 'boolean'],
    ['of another kind', { ...told, text: [] }, 'text', 'null|string', 'array'],
    ['not always there, of another kind', { ...told, more: 'x' }, 'more', 'number', 'string'],
  ])('differ in one %s', (_, event, path, expected, got) => {
    const difference = { case: 'event told', path, expected, got };
    expect(shapeDifferences(SHAPES, [event, event])).toEqual([difference]);
  });

  it('differ inside an item', () => {
    const item = { type: 'Message', id: 1 };
    expect(shapeDifferences(SHAPES, [{ type: 'item_started', item }])).toMatchObject([
      { case: 'event item_started Message', path: 'item.id', got: 'number' },
    ]);
  });

  it('are told as one of a type that is new', () => {
    expect(shapeDifferences(SHAPES, [{ type: 'new', a: 1, b: 2 }])).toMatchObject([
      { case: 'event new', path: '*' },
    ]);
  });
});
