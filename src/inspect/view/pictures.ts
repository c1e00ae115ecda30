import type { ChartSight, ControlPicture } from '../../control/index.js';
import type { FleetNews } from '../fleet/api.js';
import type { ProcessView, View } from './view.js';

/** A process that is observed. */
export type Joined = Extract<FleetNews, { readonly type: 'joined' }>;

/**
 * A view as the news that its processes joined: after these, nothing before them is needed.
 *
 * @param at when the view was true: RFC 3339 with milliseconds.
 */
export function joinedIn(view: View, at: string): Joined[] {
  return [...view.processes.values()].map((process) => ({
    type: 'joined',
    process: process.key,
    picture: pictureOf(process, at),
  }));
}

function pictureOf(process: ProcessView, at: string): ControlPicture {
  const { pid, team, since, maxConcurrent, approvals, backend } = process;
  const sessions = [...process.sessions.values()];
  return {
    ...{ pid, team, since, maxConcurrent, at, approvals, backend },
    sessions: sessions.map(({ record }) => record),
    sights: sessions.flatMap(({ sight }) => sight ?? []),
    charts: chartsOf(process),
  };
}

function chartsOf({ charts, sessions }: ProcessView): ChartSight[] {
  const { supervisor, backend } = charts;
  return [
    ...(supervisor === null ? [] : [chart('supervisor', supervisor)]),
    ...(backend === null ? [] : [chart('backend', backend)]),
    ...[...sessions].flatMap(([agentId, { turns }]) =>
      turns === null ? [] : [{ chart: 'turns' as const, agentId, value: turns }],
    ),
  ];
}

function chart(name: ChartSight['chart'], value: ChartSight['value']): ChartSight {
  return { chart: name, agentId: null, value };
}
