/** Link of a worker to its server. */
import { describe, expect, it } from 'vitest';
import { RunError } from '../../../src/errors.ts';
import { Link } from '../../../src/machines/worker/link.ts';

function watched() {
  const told: string[] = [];
  const link = new Link(
    { gone: (reason) => told.push(`gone: ${reason}`), back: () => told.push('back') },
    { first: 1, longest: 2 },
  );
  return { link, told };
}

const fail = (): Promise<never> => Promise.reject(new RunError('no server'));
const answer = async (): Promise<number> => 7;

describe('the link to a server', () => {
  it('tells once that the server is gone, and that it is back once all kinds of calls are answered', async () => {
    const { link, told } = watched();
    expect(await link.attempt('read', answer, null)).toBe(7);
    expect(await link.attempt('queue', fail, null)).toBeNull();
    expect(await link.attempt('write', fail, null)).toBeNull();
    expect(link.fails('queue')).toBe(true);
    await link.attempt('read', answer, null);
    await link.attempt('queue', answer, null);
    expect(told).toEqual(['gone: no server']);
    await link.attempt('write', answer, null);
    expect(told).toEqual(['gone: no server', 'back']);
    expect(link.fails('queue')).toBe(false);
  });

  it('makes a call until it is answered, or the signal is given', async () => {
    const { link } = watched();
    let calls = 0;
    const late = (): Promise<number> => (++calls < 5 ? fail() : answer());
    expect(await link.insist('read', late, new AbortController().signal)).toBe(7);
    expect(calls).toBe(5);
    const controller = new AbortController();
    let tries = 0;
    const never = (): Promise<never> => {
      if (++tries === 3) controller.abort();
      return fail();
    };
    await expect(link.insist('read', never, controller.signal)).rejects.toThrow('no server');
    expect(tries).toBe(3);
  });

  it('takes no fault of the program for one of the server', async () => {
    const { link, told } = watched();
    const broken = (): Promise<never> => Promise.reject(new TypeError('undefined is not a function'));
    await expect(link.attempt('read', broken, null)).rejects.toThrow(TypeError);
    await expect(link.insist('read', broken, new AbortController().signal)).rejects.toThrow(TypeError);
    expect(told).toEqual([]);
  });
});
