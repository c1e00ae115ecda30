/** A command line of bash up to the cursor, as bash and readline understand it. */
export interface BashLine {
  /** Without their quotes; the last one is where the cursor is. Nothing in them is expanded. */
  readonly words: readonly string[];
  /** Whether the last word is what a redirection goes to or comes from. */
  readonly isRedirected: boolean;
  /** How much of the last word readline leaves as it is, and replaces only what follows. */
  readonly kept: number;
  /** The quote that is open at the cursor. */
  readonly quote: Quote;
}

export type Quote = '' | "'" | '"';

/** Reads a line up to the cursor. `breaks` is COMP_WORDBREAKS. */
export function readBashLine(line: string, breaks: string): BashLine {
  const reader = new Reader(breaks);
  for (const character of line) reader.take(character);
  return reader.end();
}

class Reader {
  private readonly words: string[] = [];
  private word = '';
  private hasBegun = false;
  private quote: Quote = '';
  private isEscaped = false;
  private isRedirected = false;
  /** After the last break that is not quoted. */
  private broken = 0;
  /** After the last quote that was opened. */
  private opened = 0;

  constructor(private readonly breaks: string) {}

  take(character: string): void {
    if (this.isEscaped) this.takeEscaped(character);
    else if (character === '\\' && this.quote !== "'") this.isEscaped = true;
    else if (this.quote !== '') this.takeQuoted(character);
    else if (character === '"' || character === "'") this.open(character);
    else if (' \t\n'.includes(character)) this.endWord();
    else if (character === '<' || character === '>') this.redirect();
    else this.takeFree(character);
  }

  end(): BashLine {
    const { words, word, quote, isRedirected, isEscaped } = this;
    const kept = quote === '' ? this.broken : this.opened;
    // within double quotes, a backslash at the end may still turn out to stand for itself
    const last = isEscaped && quote === '"' ? `${word}\\` : word;
    return { words: [...words, last], isRedirected, kept, quote };
  }

  private takeEscaped(character: string): void {
    this.isEscaped = false;
    const isKept = this.quote === '"' && !'"\\$`'.includes(character);
    this.add(isKept ? `\\${character}` : character);
  }

  private takeQuoted(character: string): void {
    if (character === this.quote) this.quote = '';
    else this.add(character);
  }

  private open(quote: Quote): void {
    this.quote = quote;
    this.hasBegun = true;
    this.opened = this.word.length;
  }

  private takeFree(character: string): void {
    if (character === '@' && this.breaks.includes(character)) this.broken = this.word.length;
    this.add(character);
    if (character !== '@' && this.breaks.includes(character)) this.broken = this.word.length;
  }

  private add(text: string): void {
    this.word += text;
    this.hasBegun = true;
  }

  private redirect(): void {
    // the number before an arrow is what is redirected
    if (/^\d+$/.test(this.word)) this.drop();
    this.endWord();
    this.isRedirected = true;
  }

  private endWord(): void {
    if (!this.hasBegun) return;
    if (!this.isRedirected) this.words.push(this.word);
    this.drop();
  }

  private drop(): void {
    this.word = '';
    this.hasBegun = false;
    this.isRedirected = false;
    this.broken = 0;
  }
}

/**
 * What readline is to put in for a word: quoted, so that bash takes it for that word. Readline closes
 * an open quote itself.
 */
export function insertedByBash(word: string, { kept, quote }: BashLine): string {
  const text = quotedFor(quote, word.slice(kept));
  // readline takes a quote at the end for the closing one
  return quote !== '' && text.endsWith(quote) ? `${text}${quote}` : text;
}

function quotedFor(quote: Quote, text: string): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  // within double quotes, no backslash keeps `!` from recalling the history
  if (quote === '"') return text.replace(/["\\$`]/g, '\\$&').replaceAll('!', '"\\!"');
  return text.replace(/[^\w@%+=:,./\u0080-\u{10ffff}-]/gu, '\\$&');
}
