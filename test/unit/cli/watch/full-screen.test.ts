import { describe, expect, it } from 'vitest';
import type { End } from '../../../../src/cli/screen/tty.js';
import { watchFullScreen } from '../../../../src/cli/watch/full-screen.js';
import { channel, FakeTty } from '../screen/fake-tty.js';
import { busy, joined, NOW } from './boards.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';

function watching() {
  const tty = new FakeTty();
  const news = channel();
  const world = { clock: () => new Date(NOW), colours: false };
  return { tty, ...news, done: watchFullScreen(news.subscribe, tty, world) };
}

describe('a watch on the whole screen', () => {
  it.each<[string, End, (tty: FakeTty) => void]>([
    ['q', 'enough', ({ input }) => input.emit('data', 'q')],
    ['Ctrl-C', 'enough', ({ input }) => input.emit('data', '\x03')],
    ['SIGINT', 'enough', ({ process }) => process.emit('SIGINT')],
    ['SIGTERM', 'enough', ({ process }) => process.emit('SIGTERM')],
    ['SIGHUP', 'hung_up', ({ process }) => process.emit('SIGHUP')],
    ['the end of its input', 'hung_up', ({ input }) => input.emit('end')],
    ['an error of its input', 'hung_up', ({ input }) => input.emit('error', new Error('EIO'))],
    ['an error of its output', 'hung_up', ({ output }) => output.emit('error', new Error('EPIPE'))],
  ])(
    'ends by %s (%s), gives the terminal back as it was, and leaves nothing behind',
    async (_, how, end) => {
      const { tty, done } = watching();
      expect(tty.taken()[0]).toBe(ENTER);
      expect(tty.input).toMatchObject({ isRaw: true, isPaused: false });
      end(tty);
      expect(await done).toBe(how);
      expect(tty.taken()).toEqual([LEAVE]);
      expect(tty.input).toMatchObject({ isRaw: false, isPaused: true });
      expect(tty.loose).toBe(0);
    },
  );

  it('ends well where the terminal is gone, and its mode cannot be set any more', async () => {
    const { tty, done } = watching();
    tty.input.setRawMode = () => {
      throw new Error('setRawMode EIO');
    };
    tty.input.emit('end');
    expect(await done).toBe('hung_up');
    expect(tty.loose).toBe(0);
  });

  it.each(['uncaughtExceptionMonitor', 'exit'])(
    'gives the terminal back before anybody hears of the end by %s',
    (event) => {
      const { tty } = watching();
      tty.taken();
      tty.process.emit(event);
      expect(tty.taken()).toEqual([LEAVE]);
      expect(tty.input.isRaw).toBe(false);
      tty.process.emit('exit');
      expect(tty.taken()).toEqual([]);
    },
  );

  it('gives the terminal back when the news cannot be had', async () => {
    const tty = new FakeTty();
    const fails = () => {
      throw new Error('a bug');
    };
    const world = { clock: () => new Date(NOW), colours: false };
    await expect(watchFullScreen(fails, tty, world)).rejects.toThrow('a bug');
    expect(tty.taken().at(-1)).toBe(LEAVE);
    expect(tty.loose).toBe(0);
  });

  it('draws at most ten times a second, and the newest at last', () => {
    const { tty, tell } = watching();
    tty.taken();
    for (let count = 0; count < 1_000; count += 1) {
      tell(joined({ sessions: [busy(`s${count}`)] }));
      tty.pass(1);
    }
    const drawn = tty.taken();
    expect(drawn.length).toBeLessThanOrEqual(10);
    tty.pass(100);
    expect([...drawn, ...tty.taken()].at(-1)).toContain('s999');
  });

  it('writes only what changed', () => {
    const { tty, tell } = watching();
    tell(joined({ sessions: [busy('one'), busy('two')] }));
    tty.pass(100);
    tty.taken();
    tell(joined({ sessions: [busy('one'), busy('two', { threadState: 'idle' })] }));
    tty.pass(100);
    const [update] = tty.taken();
    expect(update).toContain('two');
    expect(update).not.toContain('one');
  });

  it('draws once a second where nothing happens, and writes nothing if nothing is different', () => {
    let draws = 0;
    const tty = new FakeTty();
    const clock = () => {
      draws += 1;
      return new Date(NOW);
    };
    void watchFullScreen(channel().subscribe, tty, { clock, colours: false });
    tty.taken();
    tty.pass(5_000);
    expect({ draws, written: tty.taken() }).toEqual({ draws: 6, written: [] });
  });

  it('waits for a slow terminal, and draws the newest then', () => {
    const { tty, tell } = watching();
    tty.output.isFull = true;
    tell(joined({ sessions: [busy('one')] }));
    tty.pass(100);
    tty.taken();
    tell(joined({ sessions: [busy('two')] }));
    tell(joined({ sessions: [busy('three')] }));
    tty.pass(5_000);
    expect(tty.taken()).toEqual([]);
    tty.output.isFull = false;
    tty.output.emit('drain');
    const [update, ...more] = tty.taken();
    expect(update).toContain('three');
    expect(more).toEqual([]);
  });

  it.each([
    ['another size', 'resize'],
    ['a pause', 'SIGCONT'],
  ])('draws everything anew after %s', (_, event) => {
    const { tty, tell } = watching();
    tell(joined({ sessions: [busy('one')] }));
    tty.pass(100);
    tty.taken();
    tty.output.columns = 40;
    tty.output.rows = 6;
    tty.output.emit(event);
    tty.process.emit(event);
    tty.pass(100);
    const written = tty.taken().join('');
    expect(written).toContain('\x1b[2J');
    expect(written).toContain('one');
    expect(written).toContain('\x1b[6;1H');
    expect(written).not.toContain('\x1b[7;1H');
  });

  describe.each<[string, (tty: FakeTty) => void]>([
    ['Ctrl-Z', ({ input }) => input.emit('data', '\x1a')],
    ['Ctrl-Z while a filter is typed', ({ input }) => input.emit('data', '/one\x1a')],
    ['SIGTSTP', ({ process }) => process.emit('SIGTSTP')],
  ])('stopped by %s', (_, stop) => {
    function stopped() {
      const board = watching();
      const { tty, tell } = board;
      tell(joined({ sessions: [busy('one')] }));
      tty.pass(100);
      tty.taken();
      stop(tty);
      return board;
    }

    it('has given the terminal back before, and draws all anew when it goes on', async () => {
      const { tty, done } = stopped();
      expect(tty.stops).toEqual([{ written: [LEAVE], isRaw: false }]);
      expect(tty.taken()).toEqual([]);
      tty.process.emit('SIGCONT');
      expect(tty.taken()[0]).toBe(ENTER);
      expect(tty.input.isRaw).toBe(true);
      tty.pass(150);
      const [drawn, ...more] = tty.taken();
      expect(drawn).toContain('one');
      expect(more).toEqual([]);
      tty.process.emit('SIGTERM');
      await done;
      expect(tty.taken()).toEqual([LEAVE]);
      expect(tty.loose).toBe(0);
    });

    it('can be stopped again', () => {
      const { tty } = stopped();
      tty.process.emit('SIGCONT');
      tty.process.emit('SIGTSTP');
      expect(tty.stops.map(({ isRaw }) => isRaw)).toEqual([false, false]);
    });

    it('writes nothing while it goes on in the background, and stops again', () => {
      const { tty } = stopped();
      tty.isInFront = false;
      tty.process.emit('SIGCONT');
      expect(tty.stops.slice(1)).toEqual([{ written: [], isRaw: false }]);
      expect(tty.taken()).toEqual([]);
      tty.isInFront = true;
      tty.process.emit('SIGCONT');
      expect(tty.taken()[0]).toBe(ENTER);
    });

    it('comes back by itself where nobody stops it', () => {
      const { tty } = stopped();
      tty.pass(100);
      expect(tty.taken()[0]).toBe(ENTER);
      expect(tty.input.isRaw).toBe(true);
    });

    it('leaves nothing behind when it is ended meanwhile', async () => {
      const { tty, done } = stopped();
      tty.process.emit('SIGTERM');
      await done;
      expect(tty.taken()).toEqual([]);
      expect(tty.loose).toBe(0);
    });
  });

  it('stays in the help when it was stopped there', () => {
    const { tty } = watching();
    tty.input.emit('data', '?\x1a');
    tty.process.emit('SIGCONT');
    tty.pass(100);
    expect(tty.taken().join('')).toContain('scroll by a line');
  });

  it('sets the mode before it writes: in the background that stops it', () => {
    const tty = new FakeTty();
    const written: string[][] = [];
    tty.input.setRawMode = () => void written.push(tty.taken());
    const world = { clock: () => new Date(NOW), colours: false };
    void watchFullScreen(channel().subscribe, tty, world);
    expect(written).toEqual([[]]);
  });

  it('obeys keys', () => {
    const { tty, tell } = watching();
    tell(joined({ sessions: [busy('one'), busy('two')] }));
    tty.pass(100);
    tty.taken();
    tty.input.emit('data', '/two\r');
    tty.pass(100);
    expect(tty.taken().join('')).toContain('filter two, Esc clears');
  });

  it('reads no keys where its input is no terminal', async () => {
    const tty = new FakeTty();
    Object.defineProperty(tty.input, 'isTTY', { value: false });
    const world = { clock: () => new Date(NOW), colours: false };
    const done = watchFullScreen(channel().subscribe, tty, world);
    expect(tty.input).toMatchObject({ isRaw: false, isPaused: true });
    tty.input.emit('end');
    tty.process.emit('SIGTERM');
    await done;
    expect(tty.loose).toBe(0);
  });
});
