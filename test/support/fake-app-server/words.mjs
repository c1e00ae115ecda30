/** Whether a word stands among the words. */
export const has = (words, word) => words.split(/\s+/).includes(word);

/** What follows a name: name:`VALUE`, name=VALUE or name:VALUE. */
export function wordOf(words, name) {
  const quoted = words.match(new RegExp(`(?:^|\\s)${name}:\`([^\`]*)\``));
  return (quoted ?? words.match(new RegExp(`(?:^|\\s)${name}[=:](\\S+)`)))?.[1];
}
