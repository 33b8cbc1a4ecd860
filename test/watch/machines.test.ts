import { describe, expect, it } from 'vitest';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { followMachines, machinesStanding } from '../../src/watch/machines.ts';
import { checkpointed, finished, shownAfter, specOf, started } from '../support/ui/scenes.ts';

const placed = (id: string, machine: string): TournamentEvent => ({ type: 'placed', id, machine });
const spec = specOf({ seeds: 4 });
const told = (...events: TournamentEvent[]) => shownAfter(spec, events);

describe('the standing of the machines', () => {
  it('is none where all trials are played on this one', () => {
    const { standing } = told(started('order/ga/1'), finished('order/ga/1', 'solved'));
    expect(machinesStanding(standing, 'this machine')).toBeNull();
  });

  it('counts what each has under way and has done, and what waits', () => {
    const { standing } = told(
      ...[placed('order/ga/1', 'node10: x'), started('order/ga/1'), finished('order/ga/1', 'solved')],
      ...[placed('order/ga/2', 'node10: x'), started('order/ga/2'), checkpointed('order/ga/2', 4, 0.5)],
      ...[placed('order/sgd/1', 'node9: x'), started('order/sgd/1'), finished('order/sgd/1', 'failed')],
      ...[started('order/sgd/2'), checkpointed('order/sgd/2', 1, 0.5)],
      // A trial that is to begin waits, although a machine has it.
      placed('order/ga/3', 'node9: x'),
    );
    const { machines, ...rest } = machinesStanding(standing, 'this machine')!;
    expect(rest).toEqual({ waiting: 4, trials: 8 });
    expect(
      machines.map(({ name, running, ended, solved, failed, macs, seconds }) => ({
        ...{ name, ended, solved, failed, macs, seconds },
        running: running.map(({ id }) => id),
      })),
    ).toEqual([
      { name: 'node9', running: [], ended: 1, solved: 0, failed: 1, macs: 3e9, seconds: 3 },
      { name: 'node10', running: ['order/ga/2'], ended: 1, solved: 1, failed: 0, macs: 3.5e9, seconds: 3.5 },
      {
        ...{ name: 'this machine', running: ['order/sgd/2'], ended: 0, solved: 0, failed: 0 },
        ...{ macs: 2e8, seconds: 0.2 },
      },
    ]);
  });

  it('counts a trial that moved with the machine that took it over', () => {
    const { standing, news } = told(
      placed('order/ga/1', 'east: x'),
      started('order/ga/1'),
      placed('order/ga/1', 'west: x'),
      finished('order/ga/1', 'budget'),
    );
    expect(machinesStanding(standing, 'here')!.machines.map(({ name, ended }) => [name, ended])).toEqual([
      ['west', 1],
    ]);
    expect(news.map(({ text }) => text)).toEqual([
      'ga seed 1 out of budget, 60.0% of the test wrong (3.00G MACs, 3s on west)',
      'ga seed 1 is taken over by west',
    ]);
  });

  it('is the same object until the tournament goes on', () => {
    const { standing } = told(placed('order/ga/1', 'east: x'), started('order/ga/1'));
    const follow = followMachines();
    expect(follow(standing, 'here')).toBe(follow(standing, 'here'));
    expect(follow(new Map(standing), 'here')).toEqual(follow(standing, 'here'));
  });
});
