/** Robot that walks on legs of two segments, in a physics engine: its measures, and what a simulation of it offers. */

/**
 * Measures of the robot: metres, kilograms, radians, newton metres. The torso is a box, a leg two capsules, and the end of
 * the lower one is the foot. Joints are straight at angle 0, hinged about the sideways axis, and driven by motors with the
 * torque `stiffness` (target - angle) - `damping` (angular velocity).
 */
export const ROBOT = {
  torso: { length: 0.7, height: 0.12, width: 0.36, mass: 4 },
  /** Hips: distance from the torso's centre forwards or backwards, sideways, and below it. */
  hip: { along: 0.3, aside: 0.18, below: 0.06 },
  upper: { length: 0.2, radius: 0.03, mass: 0.4 },
  lower: { length: 0.2, radius: 0.025, mass: 0.25 },
  limits: { hip: 1, knee: 1.5 },
  motor: { stiffness: 60, damping: 2 },
  friction: 1,
} as const;

/** Height of the torso's centre where the robot stands with straight legs. */
export const STANDING = ROBOT.hip.below + ROBOT.upper.length + ROBOT.lower.length + ROBOT.lower.radius;

/** Steps of the engine a second, and those of an action: the net acts 60 times a second. */
export const RATE = 240;
export const STEPS_OF_ACTION = 4;

/** Sweeps of the solver over all constraints, per iteration. With fewer the standing robot creeps. */
export const SWEEPS = 4;

/** Leg by the place of its hip: forwards or backwards, and in three dimensions left (-1) or right (1). */
export interface Leg {
  readonly name: string;
  readonly along: 1 | -1;
  readonly aside: 1 | -1;
}

/** Start of an episode: velocities of the torso in m/s, and offsets of the joints, `[leg][hip, knee]`, in rad. */
export interface WalkerStart {
  readonly velocity: readonly [forwards: number, sideways: number];
  readonly offsets: Float64Array;
}

/** State of the robot as a net may see it. The arrays are those of the walker, overwritten by `sense`. */
export interface WalkerState {
  /** Place of the torso's centre in m: forwards, upwards, sideways. */
  readonly place: Float64Array;
  /** Speed of the torso's centre in m/s. */
  speed: number;
  /** Pitch, roll and yaw of the torso in rad; in the plane the last two are 0. */
  readonly attitude: Float64Array;
  /** Upward component of the torso's up-axis: 1 where it stands upright. */
  upright: number;
  /** Angles of the joints in rad, `[leg][hip, knee]`. */
  readonly angles: Float64Array;
  /** 1 for a foot on the ground, else 0, `[leg]`. */
  readonly touches: Float64Array;
}

/** Simulation of the robot. Its memory is the engine's, which no collector frees. */
export interface Walker {
  readonly state: WalkerState;
  /** One action: sets the targets of the motors in rad, `[leg][hip, knee]`, takes the steps, and senses. */
  drive(targets: Float64Array): void;
  /** Corners of the torso and points of each leg (hip, knee, foot), as x and y in turn, seen from the side. */
  outline(): { readonly torso: number[]; readonly legs: readonly number[][] };
  /** Snapshot of the engine's world, for comparisons. */
  snapshot(): Uint8Array;
  free(): void;
}

export const newState = (legs: number): WalkerState => ({
  place: new Float64Array(3),
  speed: 0,
  attitude: new Float64Array(3),
  upright: 1,
  angles: new Float64Array(2 * legs),
  touches: new Float64Array(legs),
});

/** Angle brought to -π .. π, for one that is less than a turn beyond. */
export const withinTurn = (angle: number): number =>
  angle > Math.PI ? angle - 2 * Math.PI : angle < -Math.PI ? angle + 2 * Math.PI : angle;
