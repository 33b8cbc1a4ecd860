/** Sizes of graphs as people read them: links are their parameters, and outputs are no hidden nodes. */
import { describe, expect, it } from 'vitest';
import { elmanNet } from '../../src/nets/elman.ts';
import { graphNet } from '../../src/nets/graph-net.ts';
import { architectureOf } from '../../src/nets/index.ts';
import { filledStrips, unitName } from '../../src/nets/strips.ts';
import { sizeOf } from '../../src/nets/trained.ts';
import { verdictJson } from '../../src/session/verdict-json.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { sizeOfTrial } from '../../src/tournament/spec/trained.ts';
import { summarise } from '../../src/tournament/summarise.ts';
import { stateLines } from '../../src/ui/panels/nets-states.ts';
import { stripOf } from '../../src/ui/panels/nets-strips.ts';
import xor from '../../tasks/xor.ts';

const net = graphNet({ unit: 'steep', inputs: 2, outputs: 4, hidden: 1, links: 7, passes: 1 });

describe('the size of a graph', () => {
  it('is its number of links, though a link takes three numbers', () => {
    expect(net.parameters).toBe(21);
    expect(sizeOf(net)).toBe(7);
    const elman = elmanNet({ unit: 'tanh', inputs: 2, hidden: 3, outputs: 1 });
    expect(sizeOf(elman)).toBe(elman.parameters);
  });

  it('is said in words, one and several', () => {
    expect(architectureOf(net).words(net)).toBe('1 hidden node, 7 links');
    const small = graphNet({ ...net, hidden: 3, links: 1 });
    expect(architectureOf(small).words(small)).toBe('3 hidden nodes, 1 link');
  });

  it('is the same wherever a contestant has one: that of the trial with the most links', async () => {
    const spec: TournamentSpec = {
      ...{ tasks: [chooseTask(xor, { length: 10 })], seeds: 2, seed: 1, device: 'wasm' },
      contestants: [
        resolveContestant('neat', { population: 20, addLink: 1, addNode: 0.3, sequences: 8 }),
        resolveContestant('ft-neat', { population: 20, firstHidden: 2, sequences: 8 }),
      ],
      budget: { evaluations: 160 },
    };
    const events: TournamentEvent[] = [];
    for await (const event of runTournament(spec, { workers: 1 })) events.push(event);
    const results = events.flatMap((event) => (event.type === 'finished' ? [event.result] : []));
    for (const { champion, parameters } of results) expect(3 * parameters).toBe(champion!.parameters.length);
    const started = events.find((event) => event.type === 'started' && event.id.includes('ft-neat'));
    // The most links: those of a full net, (I + 1 + H)(O + H), and 200 more.
    expect(started).toMatchObject({ parameters: (2 + 1 + 2) * (1 + 2) + 200 });
    // The second trial of neat with more links, as those of a longer one have.
    const grown = results.map((one) => (one.id.endsWith('/neat/2') ? { ...one, parameters: 50 } : one));
    const byId = new Map(grown.map((one) => [one.id, one]));
    const json = verdictJson(spec, byId, summarise(spec, byId)) as {
      contestants: { parameters: number }[];
    };
    expect(json.contestants.map(({ parameters }) => parameters)).toEqual([50, 15]);
    expect(sizeOfTrial(spec, { contestant: 'neat', parameters: 250, result: null })).toBeNull();
    expect(sizeOfTrial(spec, { contestant: 'neat', parameters: 9, result: {} })).toBe(9);
  });
});

describe('the units of a graph', () => {
  const [strip] = architectureOf(net).strips(net);

  it('are outputs first, then hidden nodes, each by its own number', () => {
    expect([0, 3, 4].map((unit) => unitName(strip!, 'h', unit))).toEqual(['y1', 'y4', 'h1']);
    expect(unitName({}, 'h', 0)).toBe('h1');
  });

  it('are so named in the nets panel', () => {
    const [filled] = filledStrips([strip!], [{ h: Float64Array.of(0, 0, 0, 0, 1) }]);
    const lines = stateLines(filled!, [0, 4], stripOf(1, 20), 16);
    expect(lines.map(([label]) => label!.text.trim())).toEqual(['y1', 'h1']);
  });
});
