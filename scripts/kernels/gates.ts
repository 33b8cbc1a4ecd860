/**
 * Pointwise maps of cells with gates, generated so that few passes over the rows do a whole step. A pass has no more than
 * two nonlinearities that need not wait for each other: in longer ones the processor waits for results most of the time.
 * Every value is computed for eight lanes, a low and a high vector side by side, which V8 pairs to one of 256 bits; a
 * constant is loaded once for both. Nonlinearities are those of assembly/units.ts, bit by bit. src/nets/lstm.ts and
 * src/nets/gru.ts have the equations.
 *
 * `node scripts/build-wasm.js --print` shows the AssemblyScript that this makes.
 */
import { code } from './unroll.ts';

/** Lines for the low and the high vector: `$` in a name becomes l or h, `#` in a load or store the offset of either. */
function both(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => [
    line.replaceAll('$', 'l').replaceAll('#', ''),
    line.replaceAll('$', 'h').replaceAll('#', ', 16'),
  ]);
}

/** Lines that load a value of eight lanes. */
const load = (name: string, address: string): string[] => both(`let ${name}$ = v128.load(${address}#);`);
const store = (name: string, address: string): string[] => both(`v128.store(${address}, ${name}$#);`);

/** Line that loads constants of a table into all lanes, by their index in it. */
const constants = (table: string, indices: Readonly<Record<string, number>>): string =>
  Object.entries(indices)
    .map(([name, index]) => `const ${name} = v128.load32_splat(${table}, ${4 * index});`)
    .join(' ');

/** Lines that replace each of the values by its logistic, as in assembly/units.ts. */
function logistic(...names: readonly string[]): string[] {
  const each = (line: string): string[] => names.flatMap((name) => both(line.replaceAll('x$', `${name}$`)));
  const coefficient = (index: number): string[] => [
    constants('EXP', { [`c${index}`]: index }),
    ...each(`x$Y = horner(x$Y, x$R, c${index});`),
  ];
  return [
    '{',
    constants('EXP', { most: 0, least: 1 }),
    ...each('const x$A = cut(f32x4.neg(x$), least, most);'),
    constants('EXP', { inverse: 2, shift: 3 }),
    ...each('const x$S = horner(x$A, inverse, shift);'),
    ...each('const x$N = f32x4.sub(x$S, shift);'),
    constants('EXP', { high: 4, low: 5 }),
    ...each('const x$R = f32x4.sub(f32x4.sub(x$A, f32x4.mul(x$N, high)), f32x4.mul(x$N, low));'),
    constants('EXP', { c6: 6, c7: 7 }),
    ...each('let x$Y = horner(c6, x$R, c7);'),
    ...[8, 9, 10, 11].flatMap(coefficient),
    constants('EXP', { one: 12 }),
    ...each('x$Y = f32x4.add(horner(x$Y, f32x4.mul(x$R, x$R), x$R), one);'),
    ...each('x$Y = f32x4.mul(x$Y, i32x4.add(i32x4.shl(x$S, 23), one));'),
    ...each('x$ = f32x4.div(one, f32x4.add(one, x$Y));'),
    '}',
  ];
}

/** Lines that replace the value by its tanh, as in assembly/units.ts. */
function tanh(name: string): string[] {
  const each = (line: string): string[] => both(line.replaceAll('x$', `${name}$`));
  const polynomial = (letter: string, first: number): string[] => [
    constants('TANH', { [`${letter}4`]: first, [`${letter}3`]: first + 1 }),
    ...each(`let x$${letter} = horner(${letter}4, x$Z, ${letter}3);`),
    constants('TANH', { [`${letter}2`]: first + 2 }),
    ...each(`x$${letter} = horner(x$${letter}, x$Z, ${letter}2);`),
    constants('TANH', { [`${letter}1`]: first + 3 }),
    ...each(`x$${letter} = horner(x$${letter}, x$Z, ${letter}1);`),
  ];
  return [
    '{',
    constants('TANH', { most: 0, least: 1 }),
    ...each('const x$A = cut(x$, least, most);'),
    ...each('const x$Z = f32x4.mul(x$A, x$A);'),
    ...polynomial('P', 4),
    constants('TANH', { one: 2 }),
    ...each('x$P = f32x4.mul(x$A, horner(x$P, x$Z, one));'),
    ...polynomial('Q', 8),
    constants('TANH', { minusOne: 3 }),
    ...each('x$ = cut(f32x4.div(x$P, horner(x$Q, x$Z, one)), minusOne, one);'),
    '}',
  ];
}

/** Lines that do something with or without peepholes. */
const where = (peepholes: boolean, lines: readonly string[]): readonly string[] => (peepholes ? lines : []);

function lstmForward(peepholes: boolean): string {
  const name = peepholes ? 'lstmForwardPeepholes' : 'lstmForwardRows';
  return code`
    /** Values kept of a step, and its state after it, from its sums and the state before. */
    export function ${name}(
      units: i32,
      row: usize,
      block: usize,
      sums: usize,
      peepholes: usize,
      before: usize,
      after: usize,
      kept: usize,
    ): void {
      const gate: usize = units * row;
      const pBytes = (units as usize) << 2;
      const earlier = before + block;
      const cell = after + block;
      let at: usize = 0;
      for (let unit = 0; unit < units; unit++) {
        ${where(peepholes, [
          'const pI = v128.load32_splat(peepholes + (unit << 2));',
          'const pF = v128.load32_splat(peepholes + pBytes + (unit << 2));',
        ])}
        for (const end = at + row; at < end; at += 32) {
          ${load('i', 'sums + at')}
          ${load('f', 'sums + gate + at')}
          ${where(peepholes, [
            ...load('c', 'earlier + at'),
            ...both('i$ = f32x4.add(i$, f32x4.mul(pI, c$));', 'f$ = f32x4.add(f$, f32x4.mul(pF, c$));'),
          ])}
          ${logistic('i', 'f')}
          ${store('i', 'kept + at')}
          ${store('f', 'kept + block + at')}
        }
      }
      for (at = 0; at < gate; at += 32) {
        ${load('z', 'sums + 2 * gate + at')}
        ${tanh('z')}
        ${store('z', 'kept + 2 * block + at')}
        ${load('i', 'kept + at')}
        ${load('f', 'kept + block + at')}
        ${load('c', 'earlier + at')}
        ${both('c$ = f32x4.add(f32x4.mul(i$, z$), f32x4.mul(f$, c$));')}
        ${store('c', 'cell + at')}
      }
      at = 0;
      for (let unit = 0; unit < units; unit++) {
        ${where(peepholes, ['const pO = v128.load32_splat(peepholes + 2 * pBytes + (unit << 2));'])}
        for (const end = at + row; at < end; at += 32) {
          ${load('o', 'sums + 3 * gate + at')}
          ${load('c', 'cell + at')}
          ${where(peepholes, both('o$ = f32x4.add(o$, f32x4.mul(pO, c$));'))}
          ${logistic('o')}
          ${store('o', 'kept + 3 * block + at')}
          ${tanh('c')}
          ${store('c', 'kept + 4 * block + at')}
          ${both('const h$ = f32x4.mul(o$, c$);')}
          ${store('h', 'after + at')}
        }
      }
    }`;
}

function lstmBackward(peepholes: boolean): string {
  const name = peepholes ? 'lstmBackwardPeepholes' : 'lstmBackwardRows';
  const totals = ['I', 'F', 'O'];
  return code`
    /** Signals to a step's sums and to the cells before it; with peepholes their sums over lanes go to the totals. */
    export function ${name}(
      units: i32,
      row: usize,
      block: usize,
      s: usize,
      d: usize,
      peepholes: usize,
      totals: usize,
      before: usize,
      after: usize,
      kept: usize,
      v: usize,
    ): void {
      const gate: usize = units * row;
      const pBytes = (units as usize) << 2;
      const totalBytes = (units as usize) << 5;
      const one = f32x4.splat(1);
      let at: usize = 0;
      for (let unit = 0; unit < units; unit++) {
        ${where(peepholes, [
          ...totals.map(
            (gate, index) => `const p${gate} = v128.load32_splat(peepholes + ${index} * pBytes);`,
          ),
          ...totals.flatMap((gate) => both(`let t${gate}$ = f32x4.splat(0);`)),
        ])}
        for (const end = at + row; at < end; at += 32) {
          const out = s + at;
          const held = kept + at;
          ${load('d', 'd + at')}
          ${load('o', 'held + 3 * block')}
          ${load('w', 'held + 4 * block')}
          ${load('dC', 'd + at + block')}
          ${both('const dO$ = f32x4.mul(f32x4.mul(d$, w$), f32x4.mul(o$, f32x4.sub(one, o$)));')}
          ${store('dO', 'out + 3 * gate')}
          ${both('dC$ = f32x4.add(dC$, f32x4.mul(f32x4.mul(d$, o$), f32x4.sub(one, f32x4.mul(w$, w$))));')}
          ${where(peepholes, [
            ...both('dC$ = f32x4.add(dC$, f32x4.mul(pO, dO$));'),
            ...load('c', 'after + block + at'),
            ...both('tO$ = f32x4.add(tO$, f32x4.mul(dO$, c$));'),
          ])}
          ${load('i', 'held')}
          ${load('f', 'held + block')}
          ${load('z', 'held + 2 * block')}
          ${load('e', 'before + block + at')}
          ${both('const dI$ = f32x4.mul(f32x4.mul(dC$, z$), f32x4.mul(i$, f32x4.sub(one, i$)));')}
          ${store('dI', 'out')}
          ${both('const dF$ = f32x4.mul(f32x4.mul(dC$, e$), f32x4.mul(f$, f32x4.sub(one, f$)));')}
          ${store('dF', 'out + gate')}
          ${both('const dZ$ = f32x4.mul(f32x4.mul(dC$, i$), f32x4.sub(one, f32x4.mul(z$, z$)));')}
          ${store('dZ', 'out + 2 * gate')}
          ${both('dC$ = f32x4.mul(dC$, f$);')}
          ${where(peepholes, [
            ...both('dC$ = f32x4.add(dC$, f32x4.mul(pI, dI$));', 'dC$ = f32x4.add(dC$, f32x4.mul(pF, dF$));'),
            ...both('tI$ = f32x4.add(tI$, f32x4.mul(dI$, e$));', 'tF$ = f32x4.add(tF$, f32x4.mul(dF$, e$));'),
          ])}
          ${store('dC', 'v + block + at')}
        }
        ${where(peepholes, [
          ...totals.flatMap((gate, index) => {
            const address = `totals + ${index} * totalBytes`;
            return [
              ...both(`t${gate}$ = f32x4.add(v128.load(${address}#), t${gate}$);`),
              ...store(`t${gate}`, address),
            ];
          }),
          'peepholes += 4;',
          'totals += 32;',
        ])}
      }
    }`;
}

function gruForward(): string {
  return code`
    /** Values kept of a step, and the state after it, from its sums and the state before. */
    export function gruForwardRows(
      gate: usize,
      block: usize,
      sums: usize,
      before: usize,
      after: usize,
      kept: usize,
    ): void {
      for (let at: usize = 0; at < gate; at += 32) {
        ${load('r', 'sums + gate + at')}
        ${load('z', 'sums + 2 * gate + at')}
        ${logistic('r', 'z')}
        ${store('r', 'kept + block + at')}
        ${store('z', 'kept + 2 * block + at')}
      }
      const one = f32x4.splat(1);
      for (let at: usize = 0; at < gate; at += 32) {
        ${load('m', 'sums + 3 * gate + at')}
        ${store('m', 'kept + 3 * block + at')}
        ${load('n', 'sums + at')}
        ${load('r', 'kept + block + at')}
        ${both('n$ = f32x4.add(n$, f32x4.mul(r$, m$));')}
        ${tanh('n')}
        ${store('n', 'kept + at')}
        ${load('z', 'kept + 2 * block + at')}
        ${load('b', 'before + at')}
        ${both('const h$ = f32x4.add(f32x4.mul(f32x4.sub(one, z$), n$), f32x4.mul(z$, b$));')}
        ${store('h', 'after + at')}
      }
    }`;
}

function gruBackward(): string {
  return code`
    /** Signals to a step's sums, and to the state before it the part that bypasses the product. */
    export function gruBackwardRows(
      gate: usize,
      block: usize,
      s: usize,
      d: usize,
      before: usize,
      kept: usize,
      v: usize,
    ): void {
      const one = f32x4.splat(1);
      for (let at: usize = 0; at < gate; at += 32) {
        const out = s + at;
        const held = kept + at;
        ${load('d', 'd + at')}
        ${load('n', 'held')}
        ${load('z', 'held + 2 * block')}
        ${both('const rest$ = f32x4.sub(one, z$);')}
        ${both('const dN$ = f32x4.mul(f32x4.mul(d$, rest$), f32x4.sub(one, f32x4.mul(n$, n$)));')}
        ${store('dN', 'out')}
        ${load('m', 'held + 3 * block')}
        ${load('r', 'held + block')}
        ${both('const dR$ = f32x4.mul(f32x4.mul(dN$, m$), f32x4.mul(r$, f32x4.sub(one, r$)));')}
        ${store('dR', 'out + gate')}
        ${load('b', 'before + at')}
        ${both('const dZ$ = f32x4.mul(f32x4.mul(d$, f32x4.sub(b$, n$)), f32x4.mul(z$, rest$));')}
        ${store('dZ', 'out + 2 * gate')}
        ${both('const dM$ = f32x4.mul(dN$, r$);')}
        ${store('dM', 'out + 3 * gate')}
        ${both('const past$ = f32x4.mul(d$, z$);')}
        ${store('past', 'v + at')}
      }
    }`;
}

/** Source of assembly/gates.generated.ts. */
export function gatesSource(): string {
  return code`
    /** Steps of cells with gates. Generated by scripts/kernels/gates.ts, which says how it works. */
    import { cut, EXP, horner } from './elementary';
    import { TANH } from './units';

    ${[lstmForward(false), lstmForward(true), lstmBackward(false), lstmBackward(true)].join('\n\n')}

    ${[gruForward(), gruBackward()].join('\n\n')}`;
}
