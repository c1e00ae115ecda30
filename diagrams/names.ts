/** Guards, actions and actors as a machine refers to them: by name, perhaps with params. */
export function nameOf(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  if (typeof reference === 'object' && reference !== null && 'type' in reference) {
    const params = 'params' in reference ? paramsText(reference.params) : '';
    return `${String(reference.type)}${params}`;
  }
  throw new TypeError('a machine that is drawn refers to its guards and actions by name');
}

function paramsText(params: unknown): string {
  if (typeof params !== 'object' || params === null) return '';
  const entries = Object.entries(params).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return entries.length === 0 ? '' : `(${entries.join(', ')})`;
}
