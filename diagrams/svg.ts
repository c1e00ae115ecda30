import { render } from 'state-machine-cat';
import { dress } from './dress.js';
import type { DiagramState } from './model.js';
import { toSmcat } from './smcat.js';

/** Verdana and DejaVu Sans share their widths, the widest in use: no text leaves its box. */
const font = (size: number) => [
  { name: 'fontname', value: 'Verdana' },
  { name: 'fontsize', value: String(size) },
];

/** A machine as a picture that is legible on any page; the same machine gives the same text. */
export async function toSvg(machine: DiagramState, notes: readonly string[] = []): Promise<string> {
  const plain = await render(toSmcat(machine, notes), {
    inputType: 'json',
    outputType: 'svg',
    dotGraphAttrs: [
      ...font(11),
      { name: 'pad', value: '0.15' },
      { name: 'nodesep', value: '0.35' },
    ],
    dotNodeAttrs: font(11),
    dotEdgeAttrs: font(10),
  });
  return dress(plain, machine.title);
}
