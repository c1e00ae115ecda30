import type { ChartName } from '../view/types.js';
import type { Geometry } from './geometry.js';

/** Put in by the build: the pictures in `diagrams`, read. */
declare const CHARTS: Readonly<Record<ChartName, Geometry>>;

export const charts: Readonly<Record<ChartName, Geometry>> = CHARTS;
