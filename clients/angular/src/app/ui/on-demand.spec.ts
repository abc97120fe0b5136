import { expect, it } from 'vitest';
import { OnDemand } from './on-demand';

it('is loaded once, however often it is asked for', async () => {
  let loads = 0;
  const part = new OnDemand(() => Promise.resolve(++loads));
  expect(part.value()).toBeNull();
  await Promise.all([part.load(), part.load()]);
  await part.load();
  expect([part.value(), loads]).toEqual([1, 1]);
});

it('is tried again by whoever needs it after it could not be loaded', async () => {
  const answers = [Promise.reject(new TypeError('gone')), Promise.resolve('there')];
  const part = new OnDemand(() => answers.shift() ?? Promise.reject(new Error('too often')));
  await part.load();
  expect(part.value()).toBeNull();
  await part.load();
  expect(part.value()).toBe('there');
});
