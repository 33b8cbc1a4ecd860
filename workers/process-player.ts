/** Player of a plugin's trials in a process of its own: the player on threads, which plays one trial at a time. */
import { oneLine } from '../src/errors.ts';
import { localPlayer } from '../src/tournament/players/local.ts';
import type { PlayerOrder, PlayerReport, PlayerRole } from '../src/tournament/plugins/process/messages.ts';
import { defaultLimits, type PluginLimits } from '../src/tournament/spec/tournament.ts';
import { loadCatalogue } from '../src/tournament/threads/load-catalogue.ts';

/** Opens the player. Returns the function that obeys. */
export async function openPlayer(
  { catalogue: address, threads, jobMacs }: PlayerRole,
  tell: (report: PlayerReport) => void,
): Promise<(order: PlayerOrder) => void> {
  const catalogue = await loadCatalogue(address);
  let limits: PluginLimits = defaultLimits;
  const player = localPlayer({
    ...{ catalogue, address, jobMacs, workers: threads },
    isolate: false,
    startsLazily: true,
    limitsOf: () => limits,
  });
  player.setThreads(1);
  player.setWaiting(false);
  return (order) => {
    if (order.type === 'pause') player.setPaused(order.paused);
    else if (order.type === 'threads') player.setThreads(order.threads);
    else if (order.type === 'stop') player.stop();
    else {
      limits = order.limits;
      player
        .play(order.trial, order.from, (event) => tell({ type: 'event', event }))
        .then(
          () => tell({ type: 'ended', error: null }),
          (error: unknown) => tell({ type: 'ended', error: oneLine(error) }),
        );
    }
  };
}
