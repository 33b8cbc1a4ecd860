/** Files to keep: curves as CSV, and each contestant's best net as JSON. */

import { wallClockStamp } from '../../clock.ts';
import { curvesCsv, trialsCsv } from '../../report/client/csv.ts';
import { html } from '../../report/html/markup.ts';
import { bestTrial, NOTHING_LOOKED, pageData } from '../page-data.ts';
import { lineOf, type Session } from '../session.ts';
import { byId, elementOf, fill, save, say } from './elements.ts';

/** Lists the files of the duel, which are made when they are asked for. */
export function offerFiles(session: Session): void {
  const list = byId('files');
  const { duel } = session.state;
  fill(list, html``);
  if (duel === null) return;
  const whole = () => pageData(session.state.duel ?? duel, session.state.offer, NOTHING_LOOKED, true);
  add('curves.csv', 'every validation of every trial', () =>
    Promise.resolve(save('curves.csv', 'text/csv', curvesCsv(whole()))),
  );
  add('trials.csv', 'one row a trial', () =>
    Promise.resolve(save('trials.csv', 'text/csv', trialsCsv(whole()))),
  );
  for (const { name } of duel.plan.contestants) {
    add(`Best net of ${name}`, 'as genoprop export writes it: genoprop eval scores it', async () => {
      const trial = bestTrial(session.state.duel?.trials ?? [], name);
      if (trial === null || trial.champion === null)
        throw new Error('It is there after the first validation.');
      const {
        name: file,
        type,
        text,
      } = await session.ask('export', {
        ...{ trial: trial.spec, champion: trial.champion, checkpoints: trial.checkpoints },
        ...{ result: trial.result, created: wallClockStamp(), browser: browserName() },
      });
      save(file, type, text);
    });
  }
}

function add(text: string, what: string, make: () => Promise<void>): void {
  const item = elementOf(
    html`<li><button type="button" class="plain">${text}</button> <span class="note">${what}</span> <span class="wrong" role="status"></span></li>`,
  );
  const failed = item.querySelector('.wrong')!;
  item.querySelector('button')!.addEventListener('click', () => {
    say(failed, '');
    make().catch((error: unknown) => say(failed, lineOf(error)));
  });
  byId('files').append(item);
}

/** Browser in words: `Chromium 156 on Linux`. */
export function browserName(): string {
  const agent = navigator.userAgent;
  const [, name, major] = /(Firefox|Edg|Chrome|Version)\/(\d+)/.exec(agent) ?? [];
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', Version: 'Safari' };
  const edge = /Edg\/(\d+)/.exec(agent);
  const system = /\(([^;)]+)/.exec(agent)?.[1] ?? 'an unknown system';
  if (edge !== null) return `Edge ${edge[1]} on ${system}`;
  return name === undefined ? 'a browser' : `${names[name] ?? name} ${major} on ${system}`;
}
