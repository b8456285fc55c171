import { randomFrom } from './sandbox/random';

/** A run tells its seed at the end; `npx jest --seed` with the same one makes the same random numbers. */
Math.random = randomFrom(jest.getSeed());
