import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawDigit, PIXELS } from '../../src/lab/vanish/images/digits.ts';
import {
  drawLayered,
  INITIALISATIONS,
  type LayeredNet,
  LayeredPasses,
  layeredNet,
} from '../../src/lab/vanish/images/layered-net.ts';
import { type Pictures, picturesOf } from '../../src/lab/vanish/images/pictures.ts';
import { initialParameters, measured, train } from '../../src/lab/vanish/images/training.ts';
import { vanish } from '../../src/lab/vanish/index.ts';
import { plainWork } from '../../src/lab/view.ts';
import { randomStream } from '../../src/random/random.ts';

/** Mean cost, one picture and one unit at a time, with the language's own functions. */
function costOf({ unit, inputs, layers }: LayeredNet, parameters: Float64Array, pictures: Pictures): number {
  let sum = 0;
  for (let index = 0; index < pictures.count; index++) {
    let a = [...pictures.inputs.subarray(index * inputs, (index + 1) * inputs)];
    for (const [place, { size, from, weights, biases }] of layers.entries()) {
      const z = Array.from({ length: size }, (_, to) =>
        a.reduce(
          (total, value, one) => total + parameters[weights + to * from + one]! * value,
          parameters[biases + to]!,
        ),
      );
      if (place === layers.length - 1) {
        const total = z.reduce((all, value) => all + Math.exp(value), 0);
        sum -= Math.log(Math.exp(z[pictures.classes[index]!]!) / total);
      } else a = z.map((value) => (unit === 'relu' ? Math.max(0, value) : 1 / (1 + Math.exp(-value))));
    }
  }
  return sum / pictures.count;
}

function somePictures(count: number, inputs: number, classes: number): Pictures {
  const random = randomStream('test', 'pictures');
  return {
    count,
    inputs: Float64Array.from({ length: count * inputs }, () => random.uniform()),
    classes: Uint8Array.from({ length: count }, () => random.integer(classes)),
  };
}

describe('the deep net', () => {
  it.each(['sigmoid', 'relu'] as const)('of %s units has the gradient of central differences', (unit) => {
    const net = layeredNet(unit, [5, 4, 3, 4, 3]);
    // 6 of 7 pictures: a whole block of four, and a part of one; and one of them twice.
    const pictures = somePictures(7, 5, 3);
    const numbers = [6, 0, 2, 3, 5, 5];
    const chosen: Pictures = {
      count: 6,
      inputs: Float64Array.from(numbers.flatMap((at) => [...pictures.inputs.subarray(at * 5, at * 5 + 5)])),
      classes: Uint8Array.from(numbers, (at) => pictures.classes[at]!),
    };
    const parameters = drawLayered(net, 'normal', randomStream('test', 'net', unit));
    const { cost, gradient } = new LayeredPasses(net).gradient(parameters, pictures, numbers);
    expect(cost).toBeCloseTo(costOf(net, parameters, chosen), 12);
    let greatest = 0;
    for (let at = 0; at < net.parameters; at++) {
      const moved = (by: number): number =>
        costOf(
          net,
          parameters.map((value, place) => (place === at ? value + by : value)),
          chosen,
        );
      const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(Math.abs(gradient[at]! - difference)).toBeLessThan(1e-8);
      greatest = Math.max(greatest, Math.abs(difference));
    }
    expect(greatest).toBeGreaterThan(0.01);
  });

  it('passes a signal through layers c I of ReLU units with the factor c each', () => {
    const net = layeredNet('relu', [3, 3, 3, 3, 3, 3]);
    const parameters = new Float64Array(net.parameters);
    const factor = 0.3;
    for (const { weights, from } of net.layers) {
      for (let unit = 0; unit < 3; unit++) parameters[weights + unit * (from + 1)] = factor;
    }
    const { norms } = measured(new LayeredPasses(net), net, parameters, somePictures(9, 3, 3));
    for (const [layer, norm] of norms.entries())
      expect(norm! / norms[3]!).toBeCloseTo(factor ** (3 - layer), 12);
  });

  it('counts wrong answers over pictures that fill no block', () => {
    const net = layeredNet('relu', [2, 2, 2]);
    const parameters = new Float64Array(net.parameters);
    for (const { weights } of net.layers) parameters.set([1, 0, 0, 1], weights);
    const pictures: Pictures = {
      count: 5,
      inputs: Float64Array.of(1, 0, 0, 1, 1, 0, 0, 1, 1, 0),
      classes: Uint8Array.of(0, 1, 1, 1, 1),
    };
    expect(new LayeredPasses(net).evaluate(parameters, pictures).wrong).toBe(2);
  });

  it('is drawn with the deviation of its initialisation', () => {
    const net = layeredNet('sigmoid', [100, 50, 10]);
    const [first] = net.layers;
    const deviations = { normal: 1, 'fan-in': 1 / Math.sqrt(100), glorot: Math.sqrt(2 / 150) };
    for (const start of INITIALISATIONS) {
      const drawn = drawLayered(net, start, randomStream('test', start));
      const weights = drawn.subarray(first!.weights, first!.biases);
      const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
      expect(Math.sqrt(squares / weights.length) / deviations[start]).toBeCloseTo(1, 1);
      expect(drawn.subarray(first!.biases, first!.biases + 50).every((bias) => bias === 0)).toBe(
        start === 'glorot',
      );
    }
  });
});

describe('the training', () => {
  const { training, test } = picturesOf({ data: '', images: 200, test: 100, side: 14, seed: 1 });

  it('moves by η times the threshold where the gradient is clipped, and by η times the gradient where it is not', async () => {
    const net = layeredNet('relu', [196, 10, 10]);
    const record = (threshold: number) =>
      train({
        ...{ net, training, test, epochs: 1, batch: 200, learningRate: 0.5, seed: 1 },
        ...{ initialisation: 'fan-in', threshold },
      });
    const start = initialParameters(net, 'fan-in', 1);
    const { gradient } = new LayeredPasses(net).gradient(
      start,
      training,
      Array.from({ length: 200 }, (_, index) => index),
    );
    const length = (values: Float64Array): number => Math.hypot(...values);
    const share = (layer: number, step: number): number => {
      const { weights, biases } = net.layers[layer]!;
      return (step * length(gradient.subarray(weights, biases))) / length(start.subarray(weights, biases));
    };
    const plain = await record(0);
    expect(plain.clipped).toBe(0);
    const cut = await record(0.01);
    expect(cut.clipped).toBe(1);
    for (const layer of [0, 1]) {
      expect(plain.moved[layer]).toBeCloseTo(share(layer, 0.5), 9);
      expect(cut.moved[layer]).toBeCloseTo(share(layer, (0.5 * 0.01) / length(gradient)), 9);
    }
  });

  it('learns the synthetic digits, and ends where numbers leave float64', async () => {
    const net = layeredNet('relu', [196, 30, 10]);
    const settings = { net, training, test, batch: 10, threshold: 0, seed: 1 };
    const learnt = await train({ ...settings, epochs: 15, learningRate: 0.1, initialisation: 'glorot' });
    expect(learnt.epochs).toHaveLength(16);
    expect(learnt.epochs.at(-1)!.accuracy).toBeGreaterThan(0.5);
    expect(learnt.epochs[0]!.accuracy).toBeLessThan(0.3);
    const lost = await train({ ...settings, epochs: 2, learningRate: 1e300, initialisation: 'normal' });
    expect(lost.exploded).toBe(1);
    expect(lost.epochs).toHaveLength(1);
  });
});

describe('the pictures', () => {
  it('are the same for a seed, others for another, and tell digits by their means', () => {
    const draw = (seed: number) => picturesOf({ data: '', images: 300, test: 100, side: 14, seed });
    const { training, test } = draw(1);
    expect(draw(1).training.inputs).toEqual(training.inputs);
    expect(draw(2).training.inputs).not.toEqual(training.inputs);
    expect(training.inputs.every((value) => value >= 0 && value <= 1)).toBe(true);
    // Another learner altogether: the nearest of the ten mean pictures.
    const means = Array.from({ length: 10 }, (_, digit) => {
      const own = [...training.classes.keys()].filter((at) => training.classes[at] === digit);
      return Array.from(
        { length: 196 },
        (_, pixel) => own.reduce((sum, at) => sum + training.inputs[at * 196 + pixel]!, 0) / own.length,
      );
    });
    const right = [...test.classes.keys()].filter((at) => {
      const distances = means.map((mean) =>
        mean.reduce((sum, value, pixel) => sum + (value - test.inputs[at * 196 + pixel]!) ** 2, 0),
      );
      return distances.indexOf(Math.min(...distances)) === test.classes[at];
    });
    expect(right.length).toBeGreaterThan(50);
  });

  it('are drawn inside their frame, with ink for every digit', () => {
    for (let digit = 0; digit < 10; digit++) {
      const pixels = new Uint8Array(PIXELS + 2).fill(7);
      drawDigit(digit, randomStream('test', digit), pixels, 1);
      expect([pixels[0], pixels[PIXELS + 1]]).toEqual([7, 7]);
      expect(pixels.filter((value) => value > 128).length).toBeGreaterThan(15);
    }
  });

  it('come from idx files where a folder is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vanish-'));
    try {
      for (const [prefix, count] of [
        ['train', 12],
        ['t10k', 3],
      ] as const) {
        const images = Buffer.alloc(16 + count * PIXELS);
        for (const [at, value] of [2051, count, 28, 28].entries()) images.writeUInt32BE(value, 4 * at);
        for (let at = 0; at < count * PIXELS; at++) images[16 + at] = (at * 7) % 256;
        const labels = Buffer.alloc(8 + count);
        for (const [at, value] of [2049, count].entries()) labels.writeUInt32BE(value, 4 * at);
        for (let at = 0; at < count; at++) labels[8 + at] = at % 10;
        writeFileSync(join(folder, `${prefix}-images-idx3-ubyte`), images);
        writeFileSync(join(folder, `${prefix}-labels-idx1-ubyte`), labels);
      }
      const { training, test } = picturesOf({ data: folder, images: 11, test: 5, side: 14, seed: 1 });
      expect([training.count, test.count]).toEqual([11, 3]);
      expect([...training.classes]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
      // Pixel (0, 1) of picture 1 is the mean of four bytes of the file.
      const byte = (row: number, column: number): number => ((PIXELS + 28 * row + column) * 7) % 256;
      expect(training.inputs[196 + 1]).toBeCloseTo(
        (byte(0, 2) + byte(0, 3) + byte(1, 2) + byte(1, 3)) / 1020,
        12,
      );
      const whole = picturesOf({ data: folder, images: 2, test: 5, side: 28, seed: 1 });
      expect(whole.training.inputs[PIXELS + 5]).toBeCloseTo(byte(0, 5) / 255, 12);
      expect(() => picturesOf({ data: folder, images: 13, test: 5, side: 14, seed: 1 })).toThrow(
        `images is 13, but ${folder} has 12 training images`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the part on images', () => {
  const look = (settings: Record<string, unknown>, work = plainWork()) =>
    vanish.look(
      { options: vanish.options.parse({ show: 'images', ...settings }), run: null, contestants: [] },
      work,
    );

  it('has a drawing for each combination of switches, and the same findings where parts were kept', async () => {
    const kept = new Map<string, string>();
    const counts: [number, number][] = [];
    const work = {
      ...plainWork(),
      async kept<Value>(key: string, make: () => Value | Promise<Value>): Promise<Value> {
        if (!kept.has(key)) kept.set(key, JSON.stringify(await make()));
        return JSON.parse(kept.get(key)!) as Value;
      },
      progress: (done: number, total: number) => void counts.push([done, total]),
    };
    const small = { images: 20, epochs: 1, width: 4, layers: 2 };
    const found = await look(small, work);
    const gradients = found.figures.find(({ id }) => id === 'images-gradients')!;
    expect(gradients.choices!.map(({ values }) => values.length)).toEqual([2, 3, 2]);
    expect(gradients.drawings).toHaveLength(12);
    expect(counts.at(-1)![0]).toBe(counts.at(-1)![1]);
    expect(kept.size).toBe(18);
    expect(await look(small, work)).toEqual(found);
    expect(await look(small)).toEqual(found);
    expect(await look({ ...small, seed: 2 })).not.toEqual(found);
  });

  it('is refused in one line where a training would take long', async () => {
    await expect(look({ images: 60_000, epochs: 1000 })).rejects.toThrow(
      /^a training of 1000 epochs over 60000 images with 9010 parameters takes 1\.63 T multiply-accumulates, and there are 12 of them: at most 300 G each are allowed/,
    );
  });
});
